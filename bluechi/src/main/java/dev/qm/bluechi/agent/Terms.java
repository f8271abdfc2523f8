package dev.qm.bluechi.agent;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.PathLabel;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import java.util.List;

/**
 * How the agent, its controller and systemd call things: the interfaces of BlueChi 1.3, and
 * org.freedesktop.systemd1(5).
 */
final class Terms {
  static final String BLUECHI = "org.eclipse.bluechi";

  /** The agent's name on the bus, and its public interface. */
  static final String AGENT = BLUECHI + ".Agent";

  static final String PATH = "/org/eclipse/bluechi";

  static final String INTERNAL_AGENT = BLUECHI + ".internal.Agent";
  static final String INTERNAL_AGENT_PATH = PATH + "/internal/agent";
  static final String INTERNAL_CONTROLLER = BLUECHI + ".internal.Controller";
  static final String INTERNAL_CONTROLLER_PATH = PATH + "/internal";
  static final String INTERNAL_METRICS = INTERNAL_AGENT + ".Metrics";
  static final String INTERNAL_METRICS_PATH = INTERNAL_AGENT_PATH + "/metrics";
  static final String INTERNAL_PROXY = BLUECHI + ".internal.Proxy";
  static final String INTERNAL_PROXY_PATH = PATH + "/internal/proxy/";

  /** What the controller says when a unit that a proxy stands for did not come up. */
  static final String ACTIVATION_FAILED = BLUECHI + ".ActivationFailed";

  static final String SYSTEMD = "org.freedesktop.systemd1";
  static final String SYSTEMD_PATH = "/org/freedesktop/systemd1";
  static final String SYSTEMD_MANAGER = SYSTEMD + ".Manager";
  static final String SYSTEMD_UNIT = SYSTEMD + ".Unit";
  static final String SYSTEMD_JOB = SYSTEMD + ".Job";
  static final String UNIT_PATH = SYSTEMD_PATH + "/unit/";
  static final String JOB_PATH = SYSTEMD_PATH + "/job/";

  static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  static final String PEER = "org.freedesktop.DBus.Peer";

  static final String FAILED = "org.freedesktop.DBus.Error.Failed";
  static final String INVALID_ARGS = "org.freedesktop.DBus.Error.InvalidArgs";
  static final String LIMITS_EXCEEDED = "org.freedesktop.DBus.Error.LimitsExceeded";
  static final String TIMEOUT = "org.freedesktop.DBus.Error.Timeout";
  static final String UNKNOWN_METHOD = "org.freedesktop.DBus.Error.UnknownMethod";
  static final String UNKNOWN_OBJECT = "org.freedesktop.DBus.Error.UnknownObject";
  static final String UNKNOWN_PROPERTY = "org.freedesktop.DBus.Error.UnknownProperty";
  static final String ADDRESS_IN_USE = "org.freedesktop.DBus.Error.AddressInUse";

  /** The types of a unit in a list of systemd's. */
  static final String UNIT_ROW = "(ssssssouso)";

  /** The types of a dictionary of properties. */
  static final String DICTIONARY = "a{sv}";

  /** That something happened while it was watched. */
  static final String REAL = "real";

  /** That something was so before, or is made up. */
  static final String VIRTUAL = "virtual";

  /** Bytes of a unit's name: systemd.unit(5). */
  static final int LONGEST_UNIT = 255;

  private static final Type ENTRY = new Type.EntryOf(Type.Simple.STRING, Type.Simple.VARIANT);

  private Terms() {}

  /** A call of systemd itself. */
  static Message ofSystemd(String member, Value... arguments) {
    return Message.call(SYSTEMD_PATH, SYSTEMD_MANAGER, member, arguments).to(SYSTEMD);
  }

  /** A call of one of systemd's objects. */
  static Message ofObject(String path, String interfaceName, String member, Value... arguments) {
    return Message.call(path, interfaceName, member, arguments).to(SYSTEMD);
  }

  /** The object of a unit. */
  static String unitPath(String unit) {
    return UNIT_PATH + PathLabel.of(unit);
  }

  /** A signal of the agent's to its controller. */
  static Message signal(String member, Value... arguments) {
    return Message.signal(INTERNAL_AGENT_PATH, INTERNAL_AGENT, member, arguments);
  }

  /** Names, as an argument. */
  static Value texts(List<String> texts) {
    return new Value.Array(Type.Simple.STRING, texts.stream().<Value>map(Value.Text::new).toList());
  }

  /** One property, as an entry of a dictionary. */
  static Value entry(String name, Value value) {
    return new Value.Entry(new Value.Text(name), new Value.Variant(value));
  }

  /** Properties with their values. */
  static Value dictionary(List<Value> entries) {
    return new Value.Array(ENTRY, entries);
  }

  /** Whether the arguments have these types. */
  static boolean has(Message message, String types) {
    return message.signature().toString().equals(types);
  }
}
