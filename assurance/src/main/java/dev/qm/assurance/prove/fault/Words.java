package dev.qm.assurance.prove.fault;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What a fault says while it runs, line by line: {@code ready}, its count so far, {@code note ...},
 * {@code ADMITTED ...}. It comes from the partition, so anything may come: numbers are taken
 * strictly, the count only grows, and little of the rest is kept.
 */
final class Words {
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");
  private static final String READY = "ready";
  private static final String NOTE = "note ";
  private static final String ADMITTED = "ADMITTED ";

  /** Remarks of a fault that are kept, and characters of each. */
  private static final int MOST = 20;

  private static final int LONGEST = 200;

  /** Other lines that are kept, for an error. */
  private static final int LAST = 5;

  private final CountDownLatch begun = new CountDownLatch(1);
  private final List<String> remarks = new ArrayList<>();
  private final Deque<String> others = new ArrayDeque<>();
  private long count;
  private boolean isAdmitted;

  /** One line. */
  synchronized void hear(String line) {
    if (COUNT.matcher(line).matches()) {
      count = Math.max(count, Long.parseLong(line));
      if (count > 0) {
        begun.countDown();
      }
    } else if (line.equals(READY)) {
      begun.countDown();
    } else if (line.startsWith(ADMITTED)) {
      // the first is enough, and no flood of notes may hide it
      if (!isAdmitted) {
        remarks.addFirst(cut(line));
        isAdmitted = true;
      }
    } else if (line.startsWith(NOTE)) {
      var note = cut(line.substring(NOTE.length()));
      if (remarks.size() < MOST && !remarks.contains(note)) {
        remarks.add(note);
      }
    } else {
      others.addLast(cut(line));
      if (others.size() > LAST) {
        others.removeFirst();
      }
    }
  }

  /** Waits until it has done something, or says that it is under way. */
  boolean awaitBegun(long milliseconds) throws InterruptedException {
    return begun.await(milliseconds, TimeUnit.MILLISECONDS);
  }

  /** The count that it said last. */
  synchronized long count() {
    return count;
  }

  /** What it had to say; what was let through comes first. */
  synchronized List<String> remarks() {
    return List.copyOf(remarks);
  }

  /** The last of what is none of these, such as an error of its interpreter. */
  synchronized String rest() {
    return String.join("; ", others);
  }

  private static String cut(String line) {
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }
}
