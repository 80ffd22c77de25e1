"""ONNX Runtime as all models here run it: on one thread, in memory, silent but for errors."""

from typing import Any

ERRORS = 3  # its level of severity


def open_session(model: bytes) -> Any:
    """Return a session of a serialised ONNX model."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
