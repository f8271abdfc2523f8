package dev.qm.cli.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program that a test talks with; its errors stand in its output. */
public final class Program implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final List<String> said = new ArrayList<>();

  private Program(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  public static Program start(Map<String, String> environment, List<String> command)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("QM_IPC_"));
    builder.environment().putAll(environment);
    return new Program(builder.start());
  }

  /** Reads on until such a line comes. */
  public String await(Predicate<String> wanted) throws IOException {
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
      if (wanted.test(line)) {
        return line;
      }
    }
    throw new AssertionError(
        "it ended without the line that was waited for, after "
            + said.subList(Math.max(0, said.size() - 20), said.size()));
  }

  public String await(String start) throws IOException {
    return await(line -> line.startsWith(start));
  }

  /** All that it said, up to its end. */
  public List<String> rest() throws IOException {
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
    }
    return said;
  }

  public void say(String line) throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
  }

  /** What it said until now. */
  public List<String> said() {
    return said;
  }

  /** The last process id that it said. */
  public long child() {
    return Long.parseLong(
        said.reversed().stream()
            .filter(line -> line.startsWith("pid "))
            .findFirst()
            .orElseThrow()
            .substring("pid ".length()));
  }

  /** SIGTERM. */
  public void terminate() {
    // not through Process, which would close the output too
    process.toHandle().destroy();
  }

  public void kill() {
    process.toHandle().destroyForcibly();
  }

  public int status() throws IOException, InterruptedException {
    rest();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      throw new AssertionError("it does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
