package dev.qm.cli.command.addon;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.host.HostException;
import dev.qm.host.process.Children;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs short pieces of work on all processors: without a pool, which takes longer to start. */
final class AllProcessors {
  private AllProcessors() {}

  /**
   * The results, in the order of the jobs.
   *
   * @param threads for each processor; more than one where the jobs wait for something
   * @throws Exception that of the first job in this order that failed, as if it had run here
   */
  static <T> List<T> run(List<Callable<T>> jobs, int threads) throws Exception {
    List<FutureTask<T>> tasks = new ArrayList<>();
    for (var job : jobs) {
      tasks.add(new FutureTask<>(job));
    }
    // a task is done by whoever comes first, the others from the far end; to come again does
    // nothing
    var most = Math.min(jobs.size(), threads * Runtime.getRuntime().availableProcessors());
    for (var other = 1; other < most; other++) {
      var work = Children.carried(() -> tasks.reversed().forEach(FutureTask::run));
      Thread.ofPlatform().daemon().start(work);
    }
    tasks.forEach(FutureTask::run);
    List<T> results = new ArrayList<>();
    for (var task : tasks) {
      results.add(result(task));
    }
    return results;
  }

  private static <T> T result(FutureTask<T> task) throws Exception {
    try {
      return task.get();
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case IOException known -> throw known;
        case HostException known -> throw known;
        case CommandFailure known -> throw known;
        case null, default -> throw failure;
      }
    }
  }
}
