package dev.qm.device;

/** A text that is no JSON, with the place where it stops being it. */
final class MalformedJson extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedJson(String what, int line, int column) {
    super(what + " at line " + line + ", column " + column);
  }

  /** What and where. */
  String what() {
    var message = getMessage();
    return message == null ? "" : message;
  }
}
