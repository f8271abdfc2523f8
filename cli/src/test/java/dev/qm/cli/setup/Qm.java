package dev.qm.cli.setup;

import dev.qm.cli.launcher.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;

/** The qm command as it is installed: the run-time image that ./qm builds. */
final class Qm {
  private static final Path IMAGE = Path.of(System.getProperty("qm.tree"), "build/image/bin/qm");

  private Qm() {}

  /** Whether there is one to test. */
  static boolean isBuilt() {
    return Files.isExecutable(IMAGE);
  }

  /** Runs qm to its end. */
  static Shell.Result run(Path folder, Object... words) throws IOException, InterruptedException {
    return Shell.run(folder, command(words).toArray(String[]::new));
  }

  /** The command line of qm with these words. */
  static List<String> command(Object... words) {
    var command = new ArrayList<String>();
    command.add(IMAGE.toString());
    for (var word : words) {
      command.add(word.toString());
    }
    return command;
  }

  /**
   * Runs qm and kills it, so that it can clean up nothing, as soon as it has begun step {@code
   * line}.
   *
   * @return whether there was such a step
   */
  static boolean killAtLine(int line, Object... words) throws IOException, InterruptedException {
    var process = start(words);
    var seen = 0;
    try (var err =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (var text = err.readLine(); text != null; text = err.readLine()) {
        if (text.startsWith("[")) {
          seen++;
        }
        if (seen == line) {
          kill(process);
          return true;
        }
      }
    }
    process.waitFor();
    return false;
  }

  /** Runs qm and kills it as soon as it has written {@code file} anew so many times. */
  static void killAtChange(Path file, int times, Object... words)
      throws IOException, InterruptedException {
    var folder = file.resolveSibling("").normalize();
    try (var watcher = folder.getFileSystem().newWatchService()) {
      folder.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
      var process = start(words);
      // whoever waits for a change that never comes is told that the program has ended
      var _ = process.onExit().thenRun(() -> close(watcher));
      var seen = 0;
      while (seen < times) {
        var key = watcher.take();
        for (var event : key.pollEvents()) {
          if (file.getFileName().equals(event.context())) {
            seen += event.count();
          }
        }
        key.reset();
      }
      kill(process);
    } catch (ClosedWatchServiceException ended) {
      // before there were so many changes
    }
  }

  private static void close(WatchService watcher) {
    try {
      watcher.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Starts qm; its standard error is a pipe. */
  static Process start(Object... words) throws IOException {
    return new ProcessBuilder(command(words))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** The program {@code name} that qm has started, as soon as it has; qm must not end before. */
  static ProcessHandle child(Process qm, String name) {
    while (qm.isAlive()) {
      // nobody tells of an exec
      var child = qm.children().filter(process -> runs(process, name)).findAny();
      if (child.isPresent()) {
        return child.get();
      }
    }
    throw new AssertionError("qm has ended without " + name);
  }

  private static boolean runs(ProcessHandle process, String name) {
    return process.info().command().filter(path -> Path.of(path).endsWith(name)).isPresent();
  }

  /** SIGKILL for qm alone: what it started goes on, as it would for anybody. */
  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }
}
