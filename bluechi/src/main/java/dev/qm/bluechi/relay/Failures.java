package dev.qm.bluechi.relay;

/** Why something did not work, in words. */
final class Failures {
  private Failures() {}

  static String reason(Throwable failure) {
    var message = failure.getMessage();
    return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : message;
  }
}
