package dev.qm.partition.selinux;

import dev.qm.host.HostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What our policy's text means: the names in it with the words that stand behind them, what may be
 * switched on, and what must never hold.
 */
public final class Policy {
  private static final String INVARIANT = "invariant ";
  private static final String CHANNEL = "channel:";

  /** How far attributes that are made of attributes are followed. */
  private static final int DEEPEST = 16;

  private final Map<String, Named> types = new LinkedHashMap<>();
  private final Map<String, Named> attributes = new LinkedHashMap<>();
  private final Map<String, Switch> switches = new LinkedHashMap<>();
  private final List<FileContext> files = new ArrayList<>();
  private final List<Invariant> invariants = new ArrayList<>();
  private final Map<String, List<CilNode.Group>> sets = new LinkedHashMap<>();
  private final Map<String, Permissions> named = new LinkedHashMap<>();
  private final Map<String, Map<String, List<Permissions>>> classMaps = new LinkedHashMap<>();

  private Policy() {}

  /** The meaning of a partition's policy. */
  public static Policy of(PolicySource source) throws HostException {
    var policy = new Policy();
    var name = source.name();
    for (var module :
        List.of(
            CilReader.read(PolicyName.BASE + ".cil", source.base()),
            CilReader.read(name.module() + ".cil", source.partition()),
            CilReader.read(name.neverModule() + ".cil", source.never()))) {
      policy.statements(module);
      policy.invariants(module);
    }
    return policy;
  }

  private void statements(List<CilNode> nodes) {
    for (var node : nodes) {
      if (node instanceof CilNode.Group group) {
        statement(group);
      }
    }
  }

  private void statement(CilNode.Group group) {
    var name = group.word(1);
    switch (group.keyword()) {
      case "type" -> types.put(name, new Named(name, group.remark()));
      case "typeattribute" -> attributes.put(name, new Named(name, group.remark()));
      case "typeattributeset" ->
          sets.computeIfAbsent(name, _ -> new ArrayList<>()).add(expression(group, 2));
      case "boolean", "tunable" ->
          switches.put(
              name, new Switch(name, group.word(2).equals("true"), group.remark(), List.of()));
      case "booleanif" -> booleanIf(group);
      case "filecon" -> files.add(new FileContext(name, group.group(3).word(2), group.remark()));
      case "classpermissionset" -> permissions(group.group(2)).ifPresent(p -> named.put(name, p));
      case "classmapping" ->
          permissions(group.group(3))
              .ifPresent(p ->
                  classMaps
                      .computeIfAbsent(name, _ -> new LinkedHashMap<>())
                      .computeIfAbsent(group.word(2), _ -> new ArrayList<>())
                      .add(p));
      case "optional", "block", "in" -> statements(group.nodes());
      default -> {
        // rules: what is allowed is the kernel's to say
      }
    }
  }

  /** {@code (booleanif (qm_x) (true (allow ...)))}: one boolean, and what it adds. */
  private void booleanIf(CilNode.Group group) {
    var name = group.word(1).isEmpty() ? group.group(1).word(0) : group.word(1);
    var known = Optional.ofNullable(switches.get(name));
    if (known.isEmpty()) {
      return;
    }
    var rules = new ArrayList<>(known.get().rules());
    for (var node : group.nodes()) {
      if (node instanceof CilNode.Group branch && branch.keyword().equals("true")) {
        for (var rule : branch.nodes()) {
          if (rule instanceof CilNode.Group allow && allow.keyword().equals("allow")) {
            rule(allow).ifPresent(rules::add);
          }
        }
      }
    }
    var old = known.get();
    switches.put(name, new Switch(name, old.initial(), old.meaning(), rules));
  }

  /** Everything behind a title {@code invariant NAME: SENTENCE} and up to the next is about it. */
  private void invariants(List<CilNode> nodes) {
    Optional<Title> title = Optional.empty();
    var channel = new StringBuilder();
    var isInChannel = false;
    var rules = new ArrayList<AccessRule>();
    for (var node : nodes) {
      switch (node) {
        case CilNode.Remark(var text, var isTitle, var line) -> {
          var next = isTitle ? Title.of(text, line) : Optional.<Title>empty();
          if (next.isPresent()) {
            finish(title, channel, rules);
            title = next;
            isInChannel = false;
          } else if (isTitle && text.startsWith(CHANNEL)) {
            channel.append(text.substring(CHANNEL.length()).strip());
            isInChannel = true;
          } else if (isInChannel && isTitle && text.startsWith(" ")) {
            channel.append(' ').append(text.strip());
          } else {
            isInChannel = false;
          }
        }
        case CilNode.Group group -> {
          isInChannel = false;
          if (group.keyword().equals("neverallow")) {
            rule(group).ifPresent(rules::add);
          } else {
            mark(group).ifPresent(mark -> mark(rules, mark));
          }
        }
        case CilNode.Word _ -> isInChannel = false;
      }
    }
    finish(title, channel, rules);
  }

  /** {@code (allow SOURCE TARGET (partition_invariant (NAME)))}: what the rule is a mark of. */
  private static Optional<AccessRule> mark(CilNode.Group group) {
    var permissions = group.group(3);
    return group.keyword().equals("allow") && permissions.keyword().equals(AccessRule.MARKS)
        ? Optional.of(
            new AccessRule(
                group.word(1),
                group.word(2),
                new Permissions(AccessRule.MARKS, permissions.group(1)),
                group.line(),
                Optional.of(permissions.group(1).keyword())))
        : Optional.empty();
  }

  /** A mark stands behind the rules that it is about, and has the types of one of them. */
  private static void mark(List<AccessRule> rules, AccessRule mark) {
    for (var i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      if (rule.mark().isEmpty()
          && rule.source().equals(mark.source())
          && rule.target().equals(mark.target())) {
        rules.set(i, rule.marked(mark.mark().orElse("")));
      }
    }
  }

  private void finish(Optional<Title> title, StringBuilder channel, List<AccessRule> rules) {
    title.ifPresent(begun ->
        invariants.add(
            new Invariant(
                begun.name(), begun.sentence(), channel.toString(), begun.line(), rules)));
    channel.setLength(0);
    rules.clear();
  }

  private record Title(String name, String sentence, int line) {
    static Optional<Title> of(String text, int line) {
      var colon = text.indexOf(':');
      if (!text.startsWith(INVARIANT) || colon < 0) {
        return Optional.empty();
      }
      return Optional.of(
          new Title(
              text.substring(INVARIANT.length(), colon).strip(),
              text.substring(colon + 1).strip(),
              line));
    }
  }

  private Optional<AccessRule> rule(CilNode.Group group) {
    var permissions =
        group.word(3).isEmpty()
            ? permissions(group.group(3))
            : Optional.ofNullable(named.get(group.word(3)));
    return permissions.map(known ->
        new AccessRule(group.word(1), group.word(2), known, group.line(), Optional.empty()));
  }

  private static Optional<Permissions> permissions(CilNode.Group group) {
    return group.keyword().isEmpty()
        ? Optional.empty()
        : Optional.of(new Permissions(group.keyword(), expression(group, 1)));
  }

  /** What stands at {@code index}, as a set, also when it is one word. */
  private static CilNode.Group expression(CilNode.Group group, int index) {
    if (group.word(index).isEmpty()) {
      return group.group(index);
    }
    return new CilNode.Group(List.of(group.nodes().get(index)), group.line(), group.end(), "");
  }

  /** The types, in the order of the text. */
  public List<Named> types() {
    return List.copyOf(types.values());
  }

  /** Whether {@code type} is one for processes of the partition {@code name}. */
  public boolean isDomain(String type, PolicyName name) {
    return isIn(type, name + "_domain", DEEPEST);
  }

  /** Whether {@code type} is one of ours. */
  public boolean hasType(String type) {
    return types.containsKey(type);
  }

  /** What a type of ours stands for; empty for others, and where the text does not say. */
  public Optional<String> meaning(String type) {
    return Optional.ofNullable(types.get(type))
        .map(Named::meaning)
        .filter(words -> !words.isEmpty());
  }

  /** The attributes, groups of types, in the order of the text. */
  public List<Named> attributes() {
    return List.copyOf(attributes.values());
  }

  /** The booleans, in the order of the text. */
  public List<Switch> switches() {
    return List.copyOf(switches.values());
  }

  /** The labels of files, in the order of the text. */
  public List<FileContext> files() {
    return List.copyOf(files);
  }

  /** What must never hold, in the order of the text. */
  public List<Invariant> invariants() {
    return List.copyOf(invariants);
  }

  /** The invariant that the line {@code line} of the module with the invariants belongs to. */
  public Optional<Invariant> invariantAt(int line) {
    Optional<Invariant> found = Optional.empty();
    for (var invariant : invariants) {
      if (invariant.line() <= line) {
        found = Optional.of(invariant);
      }
    }
    return found;
  }

  /**
   * The boolean that would allow a process of the type {@code source} the permission.
   *
   * @param target the type of the object
   */
  public Optional<Switch> switchFor(
      String source, String target, String objectClass, String permission) {
    for (var candidate : switches.values()) {
      for (var rule : candidate.rules()) {
        var meant = rule.target().equals("self") ? rule.source() : rule.target();
        if (isIn(source, rule.source(), DEEPEST)
            && (isIn(target, meant, DEEPEST) || isForeignAttribute(meant))
            && rule.permissions().hold(objectClass, permission, maps())) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  /** The rules of an invariant about this permission, whoever they are about. */
  List<AccessRule> rulesOf(Invariant invariant, String objectClass, String permission) {
    var rules = new ArrayList<AccessRule>();
    for (var rule : invariant.rules()) {
      if (rule.permissions().hold(objectClass, permission, maps())) {
        rules.add(rule);
      }
    }
    return rules;
  }

  /**
   * Whether a rule forbids it a process of the type {@code source}; empty when only the kernel's
   * policy can tell, because the rule is not about objects of every type.
   */
  Optional<Boolean> forbids(AccessRule rule, String source) {
    if (!isIn(source, rule.source(), DEEPEST)) {
      return Optional.of(false);
    }
    return isEverything(rule.target()) ? Optional.of(true) : Optional.empty();
  }

  /**
   * A group of the distribution's types, by the habit that types end in _t: who is in it is open.
   */
  private boolean isForeignAttribute(String name) {
    return !attributes.containsKey(name) && !types.containsKey(name) && !name.endsWith("_t");
  }

  private boolean isEverything(String attribute) {
    return sets.getOrDefault(attribute, List.of()).stream()
        .anyMatch(set -> set.keyword().equals("all") && set.nodes().size() == 1);
  }

  /**
   * Whether {@code type} is {@code name} or in it. Attributes of the distribution are unknown here
   * and hold nothing.
   */
  private boolean isIn(String type, String name, int depth) {
    if (type.equals(name)) {
      return true;
    }
    if (depth == 0) {
      return false;
    }
    for (var set : sets.getOrDefault(name, List.of())) {
      if (isInSet(type, set, depth - 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean isInSet(String type, CilNode.Group set, int depth) {
    if (depth <= 0) {
      return false;
    }
    var nodes = set.nodes();
    var operands = nodes.isEmpty() ? nodes : nodes.subList(1, nodes.size());
    return switch (set.keyword()) {
      case "all" -> true;
      case "not" -> operands.stream().noneMatch(node -> isInNode(type, node, depth));
      case "and" ->
          !operands.isEmpty() && operands.stream().allMatch(node -> isInNode(type, node, depth));
      case "xor" -> operands.stream().filter(node -> isInNode(type, node, depth)).count() == 1;
      case "or" -> operands.stream().anyMatch(node -> isInNode(type, node, depth));
      default -> nodes.stream().anyMatch(node -> isInNode(type, node, depth));
    };
  }

  private boolean isInNode(String type, CilNode node, int depth) {
    return switch (node) {
      case CilNode.Word(var text, var _) -> isIn(type, text, depth - 1);
      case CilNode.Group group -> isInSet(type, group, depth - 1);
      case CilNode.Remark _ -> false;
    };
  }

  private Permissions.Maps maps() {
    return new Permissions.Maps(named, classMaps);
  }
}
