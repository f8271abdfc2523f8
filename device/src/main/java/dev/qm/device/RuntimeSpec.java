package dev.qm.device;

import dev.qm.host.HostException;
import dev.qm.host.JsonText;
import dev.qm.host.MalformedJson;
import dev.qm.host.file.DeviceNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container's runtime spec, {@code config.json}: config.md and config-linux.md of the OCI runtime
 * specification. It is kept as text, and what is added is written into the text, so everything else
 * stays as it was: unknown members, the order, the way numbers are written.
 */
final class RuntimeSpec {
  /** Characters. A spec has some ten thousand; one with a long seccomp profile a few times that. */
  static final int LONGEST = 16 << 20;

  private static final String LIBPOD = "libpod-";
  private static final String SCOPE = ".scope";

  /** As many digits of a container's id as Podman shows. */
  private static final int SHORT_ID = 12;

  private final String text;
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private final Map<String, String> devices = new HashMap<>();
  private final List<DeviceRule> rules = new ArrayList<>();
  private final JsonSlot whole = new JsonSlot();
  private final JsonSlot linux = new JsonSlot();
  private final JsonSlot nodeList = new JsonSlot();
  private final JsonSlot resources = new JsonSlot();
  private final JsonSlot ruleList = new JsonSlot();
  private String cgroup = "";

  private RuntimeSpec(String text) {
    this.text = text;
  }

  /**
   * Reads a spec.
   *
   * @throws HostException when it is no JSON (a member that stands twice is an error too, since who
   *     reads it next may take the other one), or no runtime spec
   */
  static RuntimeSpec parse(String text) throws HostException {
    if (text.length() > LONGEST) {
      throw refused("longer than " + LONGEST + " characters");
    }
    var spec = new RuntimeSpec(text);
    try {
      spec.readWhole(new JsonText(text));
      return spec;
    } catch (MalformedJson malformed) {
      throw refused(malformed.what());
    }
  }

  /** What the container was annotated with, in the order of the spec. */
  Map<String, String> annotations() {
    return annotations;
  }

  /** The short id of the container, if Podman's name of its control group tells it. */
  Optional<String> container() {
    var name = cgroup.substring(Math.max(cgroup.lastIndexOf('/'), cgroup.lastIndexOf(':')) + 1);
    if (name.startsWith(LIBPOD)) {
      name = name.substring(LIBPOD.length());
    }
    if (name.endsWith(SCOPE)) {
      name = name.substring(0, name.length() - SCOPE.length());
    }
    if (name.length() < SHORT_ID) {
      return Optional.empty();
    }
    for (var i = 0; i < name.length(); i++) {
      if (Character.digit(name.charAt(i), 16) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(name.substring(0, SHORT_ID));
  }

  /** Whether the container gets this very node anyway. */
  boolean has(DeviceNode node) {
    return node.device().equals(devices.get(node.path()));
  }

  /** Whether another device has the path of this one. */
  boolean hasOther(DeviceNode node) {
    return devices.containsKey(node.path()) && !has(node);
  }

  /** Whether the container's control group opens the device; the last rule about it counts. */
  boolean opens(DeviceNode node) {
    var opens = false;
    for (var rule : rules) {
      // a rule that closes something may close this: one more that opens it does no harm
      opens = rule.allow() && (opens || rule.opens(node));
    }
    return opens;
  }

  /** The spec with these nodes and the rules that open them. */
  String with(List<DeviceNode> added) {
    var nodes = new StringBuilder();
    var allowed = new StringBuilder();
    for (var node : added) {
      if (!has(node)) {
        separate(nodes).append(json(node));
      }
      if (!opens(node)) {
        separate(allowed).append(ruleJson(node));
      }
    }
    var edits = new JsonEdits();
    if (!linux.isThere()) {
      if (!added.isEmpty()) {
        edits.put(
            whole,
            linux,
            "linux",
            "{\"devices\":[" + nodes + "],\"resources\":{\"devices\":[" + allowed + "]}}");
      }
    } else {
      edits.add(linux, nodeList, "devices", nodes.toString());
      if (resources.isThere()) {
        edits.add(resources, ruleList, "devices", allowed.toString());
      } else if (!allowed.isEmpty()) {
        edits.put(linux, resources, "resources", "{\"devices\":[" + allowed + "]}");
      }
    }
    return edits.in(text);
  }

  private static String json(DeviceNode node) {
    return "{\"path\":\""
        + escaped(node.path())
        + "\",\"type\":\""
        + node.kind().letter()
        + "\",\"major\":"
        + node.major()
        + ",\"minor\":"
        + node.minor()
        + ",\"fileMode\":"
        + node.mode()
        + ",\"uid\":"
        + node.uid()
        + ",\"gid\":"
        + node.gid()
        + "}";
  }

  private static String ruleJson(DeviceNode node) {
    return "{\"allow\":true,\"type\":\""
        + node.kind().letter()
        + "\",\"major\":"
        + node.major()
        + ",\"minor\":"
        + node.minor()
        + ",\"access\":\""
        + DeviceRule.ACCESS
        + "\"}";
  }

  private static String escaped(String path) {
    var escaped = new StringBuilder(path.length());
    for (var i = 0; i < path.length(); i++) {
      var c = path.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ') {
        escaped.append("\\u00").append(Character.forDigit(c >> 4, 16));
        escaped.append(Character.forDigit(c & 0xf, 16));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static StringBuilder separate(StringBuilder elements) {
    return elements.isEmpty() ? elements : elements.append(',');
  }

  private void readWhole(JsonText json) throws MalformedJson {
    if (!enters(json, whole, JsonText.Kind.OBJECT, "the document")) {
      throw json.malformed("the document is null");
    }
    while (json.next()) {
      whole.fill();
      switch (json.name()) {
        case "annotations" -> readAnnotations(json);
        case "linux" -> readLinux(json);
        default -> json.skip();
      }
    }
    whole.end(json.at());
    json.finish();
  }

  private void readAnnotations(JsonText json) throws MalformedJson {
    if (!enters(json, new JsonSlot(), JsonText.Kind.OBJECT, "annotations")) {
      return;
    }
    while (json.next()) {
      if (json.kind() != JsonText.Kind.TEXT) {
        throw json.malformed("annotation '" + json.name() + "' is no text");
      }
      annotations.put(json.name(), json.text());
    }
  }

  private void readLinux(JsonText json) throws MalformedJson {
    if (!enters(json, linux, JsonText.Kind.OBJECT, "linux")) {
      return;
    }
    while (json.next()) {
      linux.fill();
      switch (json.name()) {
        case "devices" -> readNodes(json);
        case "resources" -> readResources(json);
        case "cgroupsPath" -> readCgroup(json);
        default -> json.skip();
      }
    }
    linux.end(json.at());
  }

  private void readCgroup(JsonText json) throws MalformedJson {
    if (json.kind() == JsonText.Kind.TEXT) {
      cgroup = json.text();
    } else {
      json.skip();
    }
  }

  private void readResources(JsonText json) throws MalformedJson {
    if (!enters(json, resources, JsonText.Kind.OBJECT, "linux.resources")) {
      return;
    }
    while (json.next()) {
      resources.fill();
      if (json.name().equals("devices")) {
        readRules(json);
      } else {
        json.skip();
      }
    }
    resources.end(json.at());
  }

  private void readNodes(JsonText json) throws MalformedJson {
    if (!enters(json, nodeList, JsonText.Kind.ARRAY, "linux.devices")) {
      return;
    }
    while (json.next()) {
      nodeList.fill();
      var values = values(json, "linux.devices");
      devices.put(
          values.getOrDefault("path", ""),
          values.getOrDefault("type", "")
              + " "
              + values.getOrDefault("major", "0")
              + ":"
              + values.getOrDefault("minor", "0"));
    }
    nodeList.end(json.at());
  }

  private void readRules(JsonText json) throws MalformedJson {
    if (!enters(json, ruleList, JsonText.Kind.ARRAY, "linux.resources.devices")) {
      return;
    }
    while (json.next()) {
      ruleList.fill();
      var values = values(json, "linux.resources.devices");
      rules.add(
          new DeviceRule(
              values.getOrDefault("allow", "").equals("true"),
              values.getOrDefault("type", "a"),
              number(values, "major", json),
              number(values, "minor", json),
              values.getOrDefault("access", "")));
    }
    ruleList.end(json.at());
  }

  /** The members of one object that are no objects or arrays themselves; null is not there. */
  private static Map<String, String> values(JsonText json, String where) throws MalformedJson {
    if (json.kind() != JsonText.Kind.OBJECT) {
      throw json.malformed("an element of " + where + " is no object");
    }
    var values = new HashMap<String, String>();
    json.enter();
    while (json.next()) {
      switch (json.kind()) {
        case TEXT, NUMBER, TRUE, FALSE -> values.put(json.name(), json.scalar());
        case OBJECT, ARRAY, NULL -> json.skip();
      }
    }
    return values;
  }

  /** All numbers, which a rule without one means, are negative. */
  private static long number(Map<String, String> values, String name, JsonText json)
      throws MalformedJson {
    var number = values.get(name);
    if (number == null) {
      return -1;
    }
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException other) {
      throw json.malformed(name + " of the device rule is no whole number");
    }
  }

  /** Enters a value; goes over a null instead, which means that there is none. */
  private static boolean enters(JsonText json, JsonSlot slot, JsonText.Kind wanted, String name)
      throws MalformedJson {
    var begin = json.at();
    var kind = json.kind();
    if (kind == JsonText.Kind.NULL) {
      json.skip();
      slot.isNull(begin, json.at());
      return false;
    }
    if (kind != wanted) {
      throw json.malformed(
          name + " is no " + (wanted == JsonText.Kind.OBJECT ? "object" : "array"));
    }
    json.enter();
    slot.begin();
    return true;
  }

  private static HostException refused(String why) {
    return new HostException(
        "standard input is no runtime spec",
        why,
        "Podman gives it to a hook of the stage precreate; see qm device-hook --help");
  }
}
