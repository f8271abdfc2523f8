package dev.qm.cli.command.quadlet;

import dev.qm.quadlet.CompiledFolder;
import dev.qm.quadlet.GeneratedService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Writes the services of thousands of units in a thread of its own: to write a service takes the
 * kernel as long as it takes us to make the next one.
 */
final class ServiceWriter implements Consumer<GeneratedService>, AutoCloseable {
  /** Services are handed over in batches: to wake a thread costs as much as to write a file. */
  private static final int BATCH = 16;

  /** So many batches wait at most: their memory is wanted for others. */
  private static final int WAITING = 2;

  private final BlockingQueue<List<GeneratedService>> queue = new ArrayBlockingQueue<>(WAITING);
  private List<GeneratedService> batch = new ArrayList<>(BATCH);
  private final Thread thread;
  private Optional<IOException> failure = Optional.empty();

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
        // after a failure the rest is only taken, so that nobody waits for room in the queue
        if (failure.isEmpty()) {
          write(next, folder, generator);
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void write(List<GeneratedService> services, CompiledFolder folder, String generator) {
    try {
      for (var service : services) {
        folder.generate(service, generator);
      }
    } catch (IOException e) {
      failure = Optional.of(e);
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

  /** Waits until everything is written. */
  @Override
  public void close() throws IOException {
    if (!batch.isEmpty()) {
      handOver();
    }
    handOver();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a generator", e);
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
