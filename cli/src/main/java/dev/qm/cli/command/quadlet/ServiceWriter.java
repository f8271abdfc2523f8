package dev.qm.cli.command.quadlet;

import dev.qm.quadlet.compiled.CompiledFolder;
import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.syntax.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Writes the services of thousands of units in a thread of its own: to write a service takes the
 * kernel as long as it takes us to make the next one.
 */
final class ServiceWriter implements Consumer<GeneratedService> {
  /** Services are handed over in batches: to wake a thread costs as much as to write a file. */
  private static final int BATCH = 16;

  /** So many batches wait at most: their memory is wanted for others. */
  private static final int WAITING = 2;

  private final BlockingQueue<List<GeneratedService>> queue = new ArrayBlockingQueue<>(WAITING);
  private List<GeneratedService> batch = new ArrayList<>(BATCH);
  private final Thread thread;

  /** Read by others only when the thread has ended. */
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Begins to wait for services.
   *
   * @param generator what the first line of each file names as its maker
   */
  ServiceWriter(CompiledFolder folder, String generator) {
    thread = Thread.ofPlatform().start(() -> write(folder, generator));
  }

  private void write(CompiledFolder folder, String generator) {
    try {
      for (var next = queue.take(); !next.isEmpty(); next = queue.take()) {
        for (var service : next) {
          problems.addAll(folder.generate(service, generator));
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  @Override
  public void accept(GeneratedService service) {
    batch.add(service);
    if (batch.size() == BATCH) {
      handOver();
    }
  }

  /** Hands over what there is; nothing means that nothing follows. */
  private void handOver() {
    try {
      queue.put(batch);
      batch = new ArrayList<>(BATCH);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a generator", e);
    }
  }

  /** Waits until everything is written, and says what could not be. */
  List<Problem> finish() {
    if (!batch.isEmpty()) {
      handOver();
    }
    handOver();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a generator", e);
    }
    return problems;
  }
}
