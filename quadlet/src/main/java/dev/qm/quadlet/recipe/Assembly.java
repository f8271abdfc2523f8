package dev.qm.quadlet.recipe;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.path.UnixPath;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Argument;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Keys;
import dev.qm.quadlet.text.UnitName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One unit on its way to becoming a service: what it says, and what there is of the service. */
public final class Assembly {
  private final QuadletUnit unit;
  private final UnitType type;
  private final UnitName name;
  private final Lookup keys;
  private final Lookup service;
  private final Map<String, Peer> peers;
  private final Peer self;
  private final Settings settings;
  private final Origin home;
  private final ServiceText text;
  private final Map<String, List<List<Argument>>> commands = new LinkedHashMap<>();
  private final UnitFindings findings;
  private final Map<String, Optional<Peer.Face>> asked = new HashMap<>(4);
  private Optional<String> pod = Optional.empty();
  private final Map<String, Boolean> files = new HashMap<>(4);
  private String workingDirectory;

  public Assembly(
      QuadletUnit unit, UnitType type, Map<String, Peer> peers, Peer self, Settings settings) {
    this.unit = unit;
    this.type = type;
    this.name = new UnitName(unit.name());
    this.keys = new Lookup(unit.unit(), type.section());
    this.service = new Lookup(unit.unit(), Keys.SERVICE);
    this.peers = peers;
    this.self = self;
    this.settings = settings;
    this.home = unit.unit().header(type.section()).orElse(new Origin(unit.file(), 1));
    this.findings = new UnitFindings(unit.unit());
    this.text = ServiceText.copyOf(unit.unit());
    this.workingDirectory = service.text("WorkingDirectory");
  }

  UnitName name() {
    return name;
  }

  /** The keys of the unit's own section. */
  public Lookup keys() {
    return keys;
  }

  /** The keys of the unit's [Service] section, as they stand in the unit. */
  Lookup service() {
    return service;
  }

  public UnitFile source() {
    return unit.unit();
  }

  public UnitType type() {
    return type;
  }

  public Settings settings() {
    return settings;
  }

  public Peer self() {
    return self;
  }

  /** Where to point when no one setting is meant. */
  public Origin home() {
    return home;
  }

  public ServiceText text() {
    return text;
  }

  public Map<String, List<List<Argument>>> commands() {
    return commands;
  }

  /** The folder that the service runs in; empty if none is set. */
  String workingDirectory() {
    return workingDirectory;
  }

  void setWorkingDirectory(String folder, Origin origin) {
    workingDirectory = folder;
    text.add(Keys.SERVICE, "WorkingDirectory", folder, origin);
  }

  /** The unit that {@code reference} names. */
  public Peer peer(String reference, Entry cause, String what) throws Refusal {
    var peer = peers.get(reference);
    asked.put(reference, peer == null ? Optional.empty() : Optional.of(peer.face()));
    if (peer == null) {
      throw new Refusal(
          "missing-unit",
          cause,
          reference,
          what + " " + reference + " does not exist",
          "without it there is nothing to start this unit with",
          reference.indexOf('%') >= 0
              ? "write the unit's whole file name: what systemd puts in place of % comes too late"
              : "add the file " + reference + ", or name one that exists");
    }
    return peer;
  }

  /** What was seen of the units that this one names: what else its service depends on. */
  public Map<String, Optional<Peer.Face>> asked() {
    return asked;
  }

  /** The unit of the pod that starts this one; empty if none does. */
  public Optional<String> pod() {
    return pod;
  }

  /** The files that the service depends on, and whether the machine has them. */
  public Map<String, Boolean> files() {
    return files;
  }

  /** True if the machine has a file. */
  boolean exists(String file) {
    var exists = settings.files().exist(file);
    files.put(file, exists);
    return exists;
  }

  /** Lets a pod start this unit. */
  void startWith(String podUnit, Peer peer) {
    peer.containers().add(self.service());
    pod = Optional.of(podUnit);
  }

  /** Makes the service start {@code peer} first, and fail without it. */
  void require(Peer peer, Entry cause) {
    addUnitLine("Requires", peer.service(), cause.origin());
    addUnitLine("After", peer.service(), cause.origin());
  }

  void addUnitLine(String key, String value, Origin origin) {
    text.add(Keys.UNIT, key, value, origin);
  }

  void addServiceLine(String key, String value) {
    text.add(Keys.SERVICE, key, value, home);
  }

  void setServiceLine(String key, String value) {
    text.set(Keys.SERVICE, key, value, home);
  }

  /** Sets a key of [Service] unless the unit does. */
  void setServiceDefault(String key, String value) {
    if (!service.has(key)) {
      setServiceLine(key, value);
    }
  }

  /** The beginning of every Podman command of this unit. */
  CommandLine podman() {
    return podman("");
  }

  /** The same with systemd's {@code prefix} before the program, such as {@code -}. */
  CommandLine podman(String prefix) {
    var line = new CommandLine().add(prefix + settings.podman());
    apply(Rule.GLOBAL, line);
    return line;
  }

  void addCommand(String key, CommandLine line) {
    addServiceLine(key, line.text());
    commands.computeIfAbsent(key, any -> new ArrayList<>()).add(line.arguments());
  }

  /** Carries out rules; what one of them refuses does not keep the others from being tried. */
  void apply(List<Rule> rules, CommandLine line) {
    for (var rule : rules) {
      try {
        rule.apply(this, line);
      } catch (Refusal refusal) {
        report(refusal);
      }
    }
  }

  /** Takes down why there can be no service; the rest is gone through to find all reasons. */
  public void report(Refusal refusal) {
    refusal.addTo(findings, home);
  }

  /** The findings about the unit, to add more. */
  public UnitFindings findings() {
    return findings;
  }

  /** Why there can be no service; empty if there can be one. */
  public List<Problem> problems() {
    return findings.problems();
  }

  /** Lets others refer to what this unit makes, if it can make it. */
  void setResource(String name) {
    if (problems().isEmpty()) {
      self.setResource(name);
    }
  }

  /** The unit's own path on the machine that the service is for. */
  public String path() {
    return settings.onMachine(unit.file());
  }

  /** {@code path} as seen from the unit's folder, unless it is absolute or has a specifier. */
  String absolute(String path) {
    var specifier = path.startsWith("%") && !path.startsWith("%%");
    if (specifier || UnixPath.isAbsolute(path)) {
      return path;
    }
    return UnixPath.join(UnixPath.parent(path()), path);
  }

  /** Takes down that a unit lacks a key. */
  void reportMissing(String key, String what) {
    report(missing(key, what));
  }

  /** The refusal of a unit that lacks a key. */
  Refusal missing(String key, String what) {
    return new Refusal(
        "missing-key",
        Optional.empty(),
        "no " + key + "= in [" + type.section() + "]",
        "it says " + what,
        "add " + key + "=");
  }
}
