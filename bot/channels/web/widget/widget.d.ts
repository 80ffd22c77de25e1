// Types of the widget: its element for pages written in TypeScript, its frames for `widget.js`.

/** A choice under a message; the token stands for what the server keeps. */
export interface Choice {
  label: string;
  token: string;
}

/** A product or an order as a picture with words. */
export interface Card {
  title: string;
  subtitle?: string;
  image?: string;
  price?: string;
  reason?: string;
  buttons?: Choice[];
}

/** A file as the server keeps it; pictures have a width and a height, other files 0. */
export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  size: number;
  width: number;
  height: number;
  /** Where it is read, seen from the server. */
  url: string;
}

/** Any frame of the subprotocol `frontdesk.v1`; `type` tells which other fields there are. */
export interface Frame {
  type: string;
  [field: string]: any;
}

/** What waits for its ack: the frame, the words of its bubble and the bubble. */
export interface Outgoing {
  frame: Frame;
  text: string;
  el?: HTMLElement;
  failed?: boolean;
}

/** <frontdesk-chat server lang title theme token>. */
export interface FrontdeskChat extends HTMLElement {
  /** Own wording: any of the keys of `WORDS` in widget.js and extras.js. */
  messages?: Record<string, string | string[]>;
  open(): void;
  close(): void;
  /** Send as the customer; false for empty or too long text. */
  send(text: string): boolean;
  /** End the chat in this browser: nothing of the customer stays. */
  logout(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'frontdesk-chat': FrontdeskChat;
  }
  interface HTMLElementEventMap {
    'chat-open': CustomEvent<null>;
    'chat-close': CustomEvent<null>;
    'chat-send': CustomEvent<{ text: string }>;
    'chat-message': CustomEvent<{ id: number; from: string; text: string }>;
  }
}
