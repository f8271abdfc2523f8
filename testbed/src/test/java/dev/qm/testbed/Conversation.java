package dev.qm.testbed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program in the VM that answers each line of its standard input with a line of its standard
 * output: one start for many questions, because a start costs seconds there.
 */
final class Conversation implements AutoCloseable {

  /** Receives what the program writes, and its end. */
  interface Line {

    /** Sends bytes to the program's standard input; none close it. */
    void send(byte[] bytes);
  }

  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final String name;
  private final Line line;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final StringBuilder errors = new StringBuilder();
  private final StringBuilder unfinished = new StringBuilder();

  Conversation(String name, Line line) {
    this.name = name;
    this.line = line;
  }

  /**
   * The answer to a question.
   *
   * @throws AssertionError when the program has ended or does not answer
   */
  String ask(String question) {
    line.send((question + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      String answer = answers.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError(
            name + " does not answer to '" + question + "'; its errors: " + errors);
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + name, e);
    }
  }

  @Override
  public void close() {
    line.send(new byte[0]);
  }

  void receive(Frame frame) {
    String text = new String(frame.payload(), StandardCharsets.UTF_8);
    switch (frame.kind()) {
      case OUTPUT -> output(text);
      case ERROR -> errors.append(text);
      case EXIT -> answers.add("ended with exit code " + text + ": " + errors);
      case RUN, INPUT, HELLO -> answers.add("the agent sent a frame that only we send");
    }
  }

  void died(Exception cause) {
    answers.add("the VM died: " + cause);
  }

  private void output(String text) {
    unfinished.append(text);
    int end = unfinished.indexOf("\n");
    while (end >= 0) {
      answers.add(unfinished.substring(0, end));
      unfinished.delete(0, end + 1);
      end = unfinished.indexOf("\n");
    }
  }
}
