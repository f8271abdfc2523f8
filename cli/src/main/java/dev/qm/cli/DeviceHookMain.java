package dev.qm.cli;

import dev.qm.cli.command.device.DeviceHookRun;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Console;
import dev.qm.host.Root;
import java.nio.file.Path;

/**
 * {@code qm device-hook} as Podman calls it, before every container that asks for devices: without
 * the parser and the descriptions of commands. Other options than {@code --root DIR} take the usual
 * way.
 */
public final class DeviceHookMain {
  private DeviceHookMain() {}

  /**
   * Runs the hook and exits with its status.
   *
   * @param args the command line, with the word {@code device-hook}
   */
  public static void main(String[] args) {
    if (args.length == 1) {
      Main.end(run(Root.HOST));
    } else if (args.length == 3 && args[1].equals("--root") && !args[2].isEmpty()) {
      Main.end(run(new Root(Path.of(args[2]))));
    } else {
      Main.main(args);
    }
  }

  private static int run(Root root) {
    var console = Console.ofProcess();
    try {
      return new DeviceHookRun(root, console).run();
    } catch (Exception | StackOverflowError | OutOfMemoryError failure) {
      FailureLetter.of(failure).print(console.err(), console.terminal());
      return ExitCode.FAILURE;
    } finally {
      console.flush();
    }
  }
}
