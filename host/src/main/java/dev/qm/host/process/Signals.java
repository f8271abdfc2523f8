package dev.qm.host.process;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals that this process is sent: signal(7). Java has no public way to hear one without ending.
 * The one that it has is called by name, since the compiler warns of it wherever it is written, and
 * no annotation takes that back.
 */
public final class Signals {
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  /** A signal that is heard. */
  public enum Heard {
    /** SIGHUP: read your files again. */
    HANG_UP("HUP"),
    /** SIGTERM: end. */
    TERMINATE("TERM"),
    /** SIGINT: end, from a terminal. */
    INTERRUPT("INT");

    private final String word;

    Heard(String word) {
      this.word = word;
    }
  }

  private Signals() {}

  /**
   * From now on the signal does nothing but this.
   *
   * @param then runs on a thread of its own each time
   */
  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  public static void on(Heard signal, Runnable then) {
    try {
      var signals = Class.forName(SIGNAL);
      var handlers = Class.forName(HANDLER);
      InvocationHandler handler =
          (itself, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  then.run();
                  yield itself;
                }
                case "hashCode" -> 0;
                case "equals" -> itself == arguments[0];
                default -> signal.word;
              };
      signals
          .getMethod("handle", signals, handlers)
          .invoke(
              null,
              signals.getConstructor(String.class).newInstance(signal.word),
              Proxy.newProxyInstance(
                  Signals.class.getClassLoader(), new Class<?>[] {handlers}, handler));
    } catch (ReflectiveOperationException none) {
      throw new IllegalStateException("this Java hears no signals", none);
    }
  }
}
