package dev.qm.cli.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs other programs for the tests. */
public final class Shell {
  /** Far more than anything here takes; a test that hangs shall fail, not block the others. */
  private static final long DEADLINE_MINUTES = 10;

  private Shell() {}

  /** What a program left behind. */
  public record Result(int status, String out, String err) {}

  /** Whether a program can be found. */
  public static boolean has(String program) {
    for (var folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /** Runs a program to its end. */
  public static Result run(Path folder, String... words) throws IOException, InterruptedException {
    return run(folder, Map.of(), words);
  }

  /** Runs a program to its end with some variables set; an empty value takes a variable away. */
  public static Result run(Path folder, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    // files, since what a program leaves running would keep a pipe open
    var out = Files.createTempFile("out", ".txt");
    var err = Files.createTempFile("err", ".txt");
    try (var outText = Files.newInputStream(out);
        var errText = Files.newInputStream(err)) {
      var process = start(builder(folder, environment, words), out, err);
      process.getOutputStream().close();
      if (!process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(List.of(words) + " does not end");
      }
      return new Result(process.exitValue(), read(outText), read(errText));
    }
  }

  /** Both have the files open from here on, and none stays behind, not even of a killed test. */
  private static Process start(ProcessBuilder builder, Path out, Path err) throws IOException {
    try {
      return builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  static ProcessBuilder builder(Path folder, Map<String, String> environment, String... words) {
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    environment.forEach((name, value) -> {
      if (value.isEmpty()) {
        builder.environment().remove(name);
      } else {
        builder.environment().put(name, value);
      }
    });
    return builder;
  }

  private static String read(InputStream text) throws IOException {
    return new String(text.readAllBytes(), StandardCharsets.UTF_8);
  }
}
