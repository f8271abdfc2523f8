package dev.qm.bluechi.connection;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;

/** A call was answered with an error. */
public final class CallFailed extends BusException {
  private static final long serialVersionUID = 1L;

  private final String name;

  private CallFailed(String name, String text) {
    super(text.isEmpty() ? name : text + " (" + name + ")");
    this.name = name;
  }

  static CallFailed of(Message error) {
    // by custom the first argument is a text for people
    var text =
        !error.values().isEmpty() && error.values().getFirst() instanceof Value.Text(var said)
            ? said
            : "";
    return new CallFailed(error.header().errorName().orElse(""), text);
  }

  /** The name of the error, such as {@code org.freedesktop.DBus.Error.AccessDenied}. */
  public String name() {
    return name;
  }
}
