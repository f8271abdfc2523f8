package dev.qm.host;

import java.io.IOException;

/** A text that is no JSON, with the place where it stops being it. */
public final class MalformedJson extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedJson(String what, int line, int column) {
    super(what + " at line " + line + ", column " + column);
  }

  /** What and where. */
  public String what() {
    var message = getMessage();
    return message == null ? "" : message;
  }
}
