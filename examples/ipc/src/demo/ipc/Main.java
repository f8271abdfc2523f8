package demo.ipc;

import java.io.IOException;

/** {@code server} or {@code client}, as the one argument says. */
public final class Main {
  private Main() {}

  /** Runs until it is told to end: 0 then, 1 after a failure, 2 for wrong usage. */
  public static void main(String[] args) throws InterruptedException {
    try {
      var settings = Settings.of(System.getenv());
      switch (args.length == 1 ? args[0] : "") {
        case "server" -> Server.run(settings);
        case "client" -> Client.run(settings);
        default -> fail(2, "say one word: server or client");
      }
    } catch (IllegalArgumentException wrong) {
      fail(2, Line.reason(wrong));
    } catch (IOException failure) {
      fail(1, Line.reason(failure));
    }
  }

  private static void fail(int status, String why) {
    System.err.println("error: " + why);
    System.exit(status);
  }
}
