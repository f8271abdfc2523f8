package dev.qm.partition.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.process.Command;
import dev.qm.partition.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the work of a qm goes on when that is killed, and the next one waits for it. */
class WorkersTest {
  @TempDir private Path folder;

  @Test
  void theNextQmWaitsForWhatStillWorksAndSaysWhichProgramThatIs() throws Exception {
    var root = new Root(folder);
    Files.createDirectories(root.at(Layout.STATE));
    var pipe = folder.resolve("pipe").toString();
    Command.of("mkfifo", pipe).require();
    var workers = Workers.of(root);
    try (var _ = WorkLock.take(root)) {
      var told = new LinkedBlockingQueue<String>();
      var begun = folder.resolve("begun").toString();
      Command.of("mkfifo", begun).require();
      // it has its lock before it is a shell, and says that it is one
      var work =
          later(() ->
              workers
                  .with(Command.of("sh", "-c", "echo > " + begun + "; read x < " + pipe))
                  .require());
      Files.readAllBytes(Path.of(begun));
      var waiting = later(() -> workers.await(told::add));

      assertThat(told.take())
          .matches("waiting for what a killed qm had started to end: process [0-9]+ \\(sh\\)");
      assertThat(waiting).isNotDone();
      Files.writeString(Path.of(pipe), "end\n");
      waiting.join();
      work.join();
      assertThat(told).isEmpty();
    }
  }

  @Test
  void nobodyIsWaitedForWhereNothingWorks() throws Exception {
    var root = new Root(folder);
    var told = new ArrayList<String>();
    Workers.of(root).await(told::add);
    Files.createDirectories(root.at(Layout.STATE));
    try (var _ = WorkLock.take(root)) {
      Workers.of(root).with(Command.of("true")).require();
      Workers.of(root).await(told::add);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void aWorkerFailsInItsOwnWords() {
    var missing = Workers.of(new Root(folder)).with(Command.of("no-such-program"));

    assertThat(List.of(missing.toString())).containsExactly("no-such-program");
    assertThatThrownBy(missing::run)
        .isInstanceOf(HostException.class)
        .hasMessageContaining("cannot run no-such-program");
  }

  private interface Action {
    void run() throws HostException;
  }

  private static CompletableFuture<Void> later(Action action) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            action.run();
          } catch (HostException failure) {
            throw new CompletionException(failure);
          }
        },
        Thread.ofVirtual()::start);
  }
}
