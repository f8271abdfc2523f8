package dev.qm.bluechi.interfaces;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.PathLabel;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import java.util.List;

/**
 * How clients, a controller, its agents and systemd call things: the interfaces of BlueChi 1.3,
 * org.freedesktop.systemd1(5), and what D-Bus itself has names for.
 */
public final class Terms {
  /** The controller's name on the bus, and what all interfaces begin with. */
  public static final String BLUECHI = "org.eclipse.bluechi";

  public static final String CONTROLLER = BLUECHI + ".Controller";
  public static final String NODE = BLUECHI + ".Node";
  public static final String JOB = BLUECHI + ".Job";
  public static final String MONITOR = BLUECHI + ".Monitor";
  public static final String METRICS = BLUECHI + ".Metrics";

  /** The agent's name on the bus, and its public interface. */
  public static final String AGENT = BLUECHI + ".Agent";

  /** Where the controller is, and the agent. */
  public static final String PATH = "/org/eclipse/bluechi";

  public static final String NODE_PATH = PATH + "/node/";
  public static final String JOB_PATH = PATH + "/job/";
  public static final String MONITOR_PATH = PATH + "/monitor/";
  public static final String METRICS_PATH = PATH + "/metrics";

  public static final String INTERNAL_AGENT = BLUECHI + ".internal.Agent";
  public static final String INTERNAL_AGENT_PATH = PATH + "/internal/agent";
  public static final String INTERNAL_CONTROLLER = BLUECHI + ".internal.Controller";
  public static final String INTERNAL_CONTROLLER_PATH = PATH + "/internal";
  public static final String INTERNAL_METRICS = INTERNAL_AGENT + ".Metrics";
  public static final String INTERNAL_METRICS_PATH = INTERNAL_AGENT_PATH + "/metrics";
  public static final String INTERNAL_PROXY = BLUECHI + ".internal.Proxy";
  public static final String INTERNAL_PROXY_PATH = PATH + "/internal/proxy/";

  public static final String SYSTEMD = "org.freedesktop.systemd1";
  public static final String SYSTEMD_PATH = "/org/freedesktop/systemd1";
  public static final String SYSTEMD_MANAGER = SYSTEMD + ".Manager";
  public static final String SYSTEMD_UNIT = SYSTEMD + ".Unit";
  public static final String SYSTEMD_UNIT_PATH = SYSTEMD_PATH + "/unit/";
  public static final String SYSTEMD_JOB = SYSTEMD + ".Job";
  public static final String SYSTEMD_JOB_PATH = SYSTEMD_PATH + "/job/";

  public static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  public static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";
  public static final String PEER = "org.freedesktop.DBus.Peer";

  /** That a node is not connected. */
  public static final String OFFLINE = BLUECHI + ".Offline";

  /** That a unit of another node, which a proxy stands for, did not come up. */
  public static final String ACTIVATION_FAILED = BLUECHI + ".ActivationFailed";

  private static final String ERROR = "org.freedesktop.DBus.Error.";
  public static final String ACCESS_DENIED = ERROR + "AccessDenied";
  public static final String ADDRESS_IN_USE = ERROR + "AddressInUse";
  public static final String FAILED = ERROR + "Failed";
  public static final String INCONSISTENT_MESSAGE = ERROR + "InconsistentMessage";
  public static final String INVALID_ARGS = ERROR + "InvalidArgs";
  public static final String LIMITS_EXCEEDED = ERROR + "LimitsExceeded";
  public static final String NO_REPLY = ERROR + "NoReply";
  public static final String PROPERTY_READ_ONLY = ERROR + "PropertyReadOnly";
  public static final String SERVICE_UNKNOWN = ERROR + "ServiceUnknown";
  public static final String TIMEOUT = ERROR + "Timeout";
  public static final String UNKNOWN_INTERFACE = ERROR + "UnknownInterface";
  public static final String UNKNOWN_METHOD = ERROR + "UnknownMethod";
  public static final String UNKNOWN_OBJECT = ERROR + "UnknownObject";
  public static final String UNKNOWN_PROPERTY = ERROR + "UnknownProperty";

  /** The types of units, as systemd lists them. */
  public static final String UNITS = "a(ssssssouso)";

  /** The types of unit files, as systemd lists them. */
  public static final String UNIT_FILES = "a(ss)";

  /** The types of a dictionary of properties. */
  public static final String DICTIONARY = "a{sv}";

  /** The word for all nodes, and for all units. */
  public static final String ALL = "*";

  /** That something happened while it was watched. */
  public static final String REAL = "real";

  /** That something was so before, or is made up. */
  public static final String VIRTUAL = "virtual";

  /** Bytes of a unit's name: systemd.unit(5). */
  private static final int LONGEST_UNIT = 255;

  private static final Type ENTRY = new Type.EntryOf(Type.Simple.STRING, Type.Simple.VARIANT);

  private Terms() {}

  /** A call of systemd itself. */
  public static Message ofSystemd(String member, Value... arguments) {
    return Message.call(SYSTEMD_PATH, SYSTEMD_MANAGER, member, arguments).to(SYSTEMD);
  }

  /** A call of one of systemd's objects. */
  public static Message ofObject(
      String path, String interfaceName, String member, Value... arguments) {
    return Message.call(path, interfaceName, member, arguments).to(SYSTEMD);
  }

  /** A call of an agent by its controller. */
  public static Message ofAgent(String member, Value... arguments) {
    return Message.call(INTERNAL_AGENT_PATH, INTERNAL_AGENT, member, arguments)
        .from(BLUECHI)
        .to(AGENT);
  }

  /** A call of an agent by its controller, which asks for no answer. */
  public static Message order(String member, Value... arguments) {
    return ofAgent(member, arguments).flagged(Message.Flag.NO_REPLY_EXPECTED);
  }

  /** A signal of an agent's to its controller. */
  public static Message ofAgentSaid(String member, Value... arguments) {
    return Message.signal(INTERNAL_AGENT_PATH, INTERNAL_AGENT, member, arguments);
  }

  /** A signal that properties of an object are others now. */
  public static Message changed(String path, String interfaceName, Value... entries) {
    return Message.signal(
        path,
        PROPERTIES,
        "PropertiesChanged",
        text(interfaceName),
        dictionary(List.of(entries)),
        texts(List.of()));
  }

  /** The object that systemd has for a unit. */
  public static String unitPath(String unit) {
    return SYSTEMD_UNIT_PATH + PathLabel.of(unit);
  }

  /** A text, as an argument. */
  public static Value text(String text) {
    return new Value.Text(text);
  }

  /** Texts, as an argument. */
  public static Value texts(List<String> texts) {
    return new Value.Array(Type.Simple.STRING, texts.stream().<Value>map(Value.Text::new).toList());
  }

  /** One property, as an entry of a dictionary. */
  public static Value entry(String name, Value value) {
    return new Value.Entry(new Value.Text(name), new Value.Variant(value));
  }

  /** Properties with their values. */
  public static Value dictionary(List<Value> entries) {
    return new Value.Array(ENTRY, entries);
  }

  /** Whether the arguments have these types. */
  public static boolean has(Message message, String types) {
    return message.signature().toString().equals(types);
  }

  /** Whether it can be a unit's name, or stands for all units. */
  public static boolean isUnit(String name) {
    return !name.isEmpty() && name.length() <= LONGEST_UNIT;
  }
}
