package dev.qm.partition.run;

import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Waits for the partition's systemd: first for the socket that it makes when it can be talked to,
 * then for its own word that the boot has finished. Both are events; how much {@link Patience} is
 * left is looked at between.
 */
public final class Readiness {
  private static final String SOCKET = "run/systemd/private";

  /** How often is looked at what is no event: whether the partition lives and gets processors. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Instance instance;
  private final Patience patience;
  private final Consumer<String> told;
  private boolean hasTold;

  private Readiness(Instance instance, Patience patience, Consumer<String> told) {
    this.instance = instance;
    this.patience = patience;
    this.told = told;
  }

  /**
   * Waits until the boot has finished.
   *
   * @param longest counted in time in which the processors were there for the partition
   * @param told why it takes long, when the host leaves the partition no processor
   * @return systemd's word for it: {@code running}, {@code degraded}, ...: systemctl(1),
   *     is-system-running
   * @throws HostException when it takes longer than {@code longest}, or the partition ends
   */
  public static String await(Instance instance, Duration longest, Consumer<String> told)
      throws HostException {
    var readiness = new Readiness(instance, Patience.with(instance, longest), told);
    try {
      readiness.awaitSocket();
      return readiness.awaitBoot();
    } catch (IOException failure) {
      throw new HostException("cannot wait for the partition", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HostException("stopped waiting for the partition", "it was interrupted");
    }
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

  private String awaitBoot() throws HostException, InterruptedException {
    var question = Execution.of(instance, "systemctl", "is-system-running", "--wait").prepared();
    var asked = new FutureTask<>(question::run);
    Thread.ofPlatform().daemon().start(asked);
    try {
      while (true) {
        look();
        try {
          var state = asked.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
          var word = state.output().strip();
          return word.isEmpty() ? "unknown: " + state.errors().strip() : word;
        } catch (TimeoutException notYet) {
          // the boot goes on
        } catch (ExecutionException failure) {
          if (failure.getCause() instanceof HostException known) {
            throw known;
          }
          throw new IllegalStateException(failure);
        }
      }
    } finally {
      // ends the command with it
      asked.cancel(true);
    }
  }

  /** Says why it takes long, and gives up when the patience is over. */
  private void look() throws HostException {
    if (patience.isOver()) {
      throw late();
    }
    if (!hasTold && patience.isStarved()) {
      hasTold = true;
      told.accept(
          "the host's processors are busy, and the partition gets what they leave"
              + " (CPUWeight= of qm.container); still waiting");
    }
  }

  private HostException late() {
    return new HostException(
        "the partition's systemd did not finish its boot in time",
        "TimeoutStartSec= of qm.container is over, not counting time in which the host had every"
            + " processor",
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
        look();
        // not for long, since the end of a process is no event of a folder
        var key = watch.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
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
