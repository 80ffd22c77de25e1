"""Files that customers send: pictures and PDFs, cleaned before they are kept."""
