package dev.qm.cli.nodes;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small machine with a systemd of its own, one of {@link Machines}. */
public final class Machine {
  /** Something that can be looked at again and again. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private final String name;
  private final String address;
  private final List<String> boot;
  private Following running;
  private long init;

  private Machine(String name, String address, List<String> boot) throws IOException {
    this.name = name;
    this.address = address;
    this.boot = List.copyOf(boot);
    this.running = Following.of(boot);
  }

  static Machine boot(String name, String address, List<String> boot) throws IOException {
    return new Machine(name, address, boot);
  }

  public String name() {
    return name;
  }

  public String address() {
    return address;
  }

  /** Waits until it has booted, well or not; this is to be called once after each boot. */
  public Machine isBooted() throws IOException, InterruptedException {
    init = Long.parseLong(running.next());
    var word = running.next();
    if (!word.equals("running")) {
      throw new AssertionError(
          name + " is " + word + ": " + run("systemctl", "--failed", "--no-legend").out());
    }
    return this;
  }

  /** Runs a program in it to its end. */
  public Shell.Result run(String... words) throws IOException, InterruptedException {
    return Shell.run(Machines.TREE, command(words).toArray(String[]::new));
  }

  /** Starts a program in it that goes on. */
  public Following follow(String... words) throws IOException {
    return Following.of(command(words));
  }

  /**
   * Runs a program in it that has to succeed, and gives what it printed, without the last break.
   */
  public String require(String... words) throws IOException, InterruptedException {
    var result = run(words);
    if (result.status() != 0) {
      throw new AssertionError(
          name + ": " + List.of(words) + " ends with " + result.status() + ": " + result.err());
    }
    return result.out().stripTrailing();
  }

  /** qm of this tree, as installed there. */
  public Shell.Result qm(String... words) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of("qm"));
    line.addAll(List.of(words));
    return run(line.toArray(String[]::new));
  }

  /** What its systemd says of a unit: ActiveState, MainPID, ... */
  public String show(String unit, String property) throws IOException, InterruptedException {
    return require("systemctl", "show", "--value", "--property=" + property, unit);
  }

  /** {@code active}, {@code inactive}, ... as its systemd says it. */
  public String state(String unit) throws IOException, InterruptedException {
    return show(unit, "ActiveState");
  }

  /** A file of it, as this machine sees it. */
  public Path file(String path) {
    return Path.of("/proc", Long.toString(init), "root", path);
  }

  /** Writes a file in it. */
  public void put(String path, String text) throws IOException {
    var file = file(path);
    Files.createDirectories(file.resolveSibling(".").normalize());
    Files.writeString(file, text);
  }

  /**
   * Waits until something holds that changes with its units or its services: it is looked at now,
   * and whenever its journal has a new line.
   */
  public void await(String what, Condition condition) throws IOException, InterruptedException {
    try (var journal =
        follow("journalctl", "--follow", "--lines=1", "--output=cat", "--no-pager")) {
      // the first line is one of before: from it on none is missed
      var _ = journal.next();
      var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Following.DEADLINE_SECONDS);
      while (!condition.holds()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(name + ": in vain waited for: " + what);
        }
        try {
          var _ = journal.next();
        } catch (AssertionError silence) {
          throw new AssertionError(name + ": in vain waited for: " + what, silence);
        }
      }
    }
  }

  /** Shuts it down as a person does, and waits until it is off. */
  public void powerOff() throws IOException, InterruptedException {
    var _ = run("systemctl", "--no-block", "--no-wall", "poweroff");
    var _ = running.status();
  }

  /** Takes its power away. */
  public void close() throws InterruptedException {
    // its first process, not the program that booted it: with that one all others of it end
    ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
    var _ = running.status();
  }

  /** Boots it again, with what it wrote. */
  public Machine bootAgain() throws IOException, InterruptedException {
    running = Following.of(boot);
    return isBooted();
  }

  private List<String> command(String... words) {
    var line = new ArrayList<>(List.of("nsenter", "--all", "--target", Long.toString(init), "--"));
    line.addAll(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin", "LC_ALL=C.UTF-8"));
    line.addAll(List.of(words));
    return line;
  }
}
