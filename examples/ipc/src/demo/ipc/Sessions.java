package demo.ipc;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last number that the server had from each client, so that a message that comes twice is done
 * once. In memory: where a message must not be done twice even if the server dies between doing it
 * and answering, keep the number where the message's effect is kept.
 */
final class Sessions {
  private static final int MOST = 256;

  private final Map<String, Long> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };
  private long messages;

  /** The last number of {@code name}; 0 when there is none. */
  synchronized long last(String name) {
    return last.getOrDefault(name, 0L);
  }

  /** How many different messages came. */
  synchronized long messages() {
    return messages;
  }

  /**
   * The answer to a message: does what it asks for, which here is nothing, unless it was done.
   */
  synchronized String say(String name, long number, String text) {
    var before = last(name);
    // a server that was started anew knows nobody, and takes the numbers up where the client is
    if (number < 1 || (before > 0 && number > before + 1)) {
      return "ERR " + number + " does not follow " + before;
    }
    if (number > before) {
      last.put(name, number);
      messages++;
    }
    return "ACK " + number + " " + text;
  }
}
