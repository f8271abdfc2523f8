package dev.qm.partition.run;

import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the partition's systemd: first for the socket that it makes when it can be talked to,
 * then for its own word that the boot has finished. Both are events; nothing is polled.
 */
public final class Readiness {
  private static final String SOCKET = "run/systemd/private";

  private final Instance instance;
  private final long deadline;

  private Readiness(Instance instance, Duration patience) {
    this.instance = instance;
    this.deadline = System.nanoTime() + patience.toNanos();
  }

  /**
   * Waits until the boot has finished.
   *
   * @return systemd's word for it: {@code running}, {@code degraded}, ...: systemctl(1),
   *     is-system-running
   * @throws HostException when it takes longer than {@code patience}, or the partition ends
   */
  public static String await(Instance instance, Duration patience) throws HostException {
    var readiness = new Readiness(instance, patience);
    try {
      readiness.awaitSocket();
    } catch (IOException failure) {
      throw new HostException("cannot wait for the partition", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HostException("stopped waiting for the partition", "it was interrupted");
    }
    return readiness.awaitBoot();
  }

  /** The units of the partition that failed, as systemd lists them. */
  public static List<String> failedUnits(Instance instance) throws HostException {
    var outcome =
        Execution.of(
                instance,
                "systemctl",
                "list-units",
                "--failed",
                "--plain",
                "--no-legend",
                "--no-pager")
            .prepared()
            .run();
    return outcome
        .output()
        .lines()
        .map(line -> line.strip().split(" ", 2)[0])
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private String awaitBoot() throws HostException {
    var state =
        Execution.of(instance, "systemctl", "is-system-running", "--wait")
            .prepared()
            .timeout(left())
            .run();
    var word = state.output().strip();
    return word.isEmpty() ? "unknown: " + state.errors().strip() : word;
  }

  private Duration left() throws HostException {
    var left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      throw late();
    }
    return left;
  }

  private HostException late() {
    return new HostException(
        "the partition's systemd did not finish its boot in time",
        "TimeoutStartSec= of qm.container is over",
        "look at what it is waiting for with `qm exec -- systemctl list-jobs`");
  }

  /**
   * The folders on the way are in the partition's hands: only whether a name exists is looked at.
   */
  private void awaitSocket() throws IOException, InterruptedException, HostException {
    var root = instance.proc("root");
    var socket = root.resolve(SOCKET);
    if (Files.exists(socket)) {
      return;
    }
    try (var watch = root.getFileSystem().newWatchService()) {
      watch(root.resolve("run"), watch);
      watch(root.resolve("run/systemd"), watch);
      while (!Files.exists(socket)) {
        if (!instance.isAlive()) {
          throw new HostException(
              "the partition ended while it was starting",
              "its systemd is gone",
              "try `qm doctor`; where systemd runs the machine, `journalctl -u qm.service` says more");
        }
        // a second at most, since the end of a process is no event of a folder
        var key = watch.poll(Math.min(1_000, left().toMillis() + 1), TimeUnit.MILLISECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
          watch(root.resolve("run/systemd"), watch);
        }
      }
    }
  }

  private static void watch(Path folder, WatchService watch) throws IOException {
    if (Files.isDirectory(folder)) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
    }
  }
}
