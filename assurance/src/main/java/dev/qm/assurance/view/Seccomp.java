package dev.qm.assurance.view;

import dev.qm.host.JsonText;
import dev.qm.host.MalformedJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A filter of system calls as Podman reads it: the format of containers/common (seccomp.json(5)),
 * of which the rules stay that count for a container with its capabilities. How rules weigh against
 * each other is libseccomp's: seccomp_rule_add(3).
 *
 * @param defaultAction of calls that no rule is about, with the error if it is one
 * @param rules that count, in their order
 */
public record Seccomp(Action defaultAction, List<Rule> rules) {
  private static final int LONGEST = 4 << 20;
  private static final int DEEPEST = 20;

  /** Copies what it is given, so that nobody can change it. */
  public Seccomp {
    rules = List.copyOf(rules);
  }

  /**
   * What becomes of a call.
   *
   * @param name such as {@code SCMP_ACT_ERRNO}
   * @param error its number; -1 for none
   */
  public record Action(String name, long error) {
    private boolean isAs(Action other) {
      return error == other.error && name.equals(other.name);
    }

    /** Whether the kernel carries the call out. */
    public boolean isAllowed() {
      return name.equals("SCMP_ACT_ALLOW") || name.equals("SCMP_ACT_LOG");
    }
  }

  /**
   * Calls, and with which arguments.
   *
   * @param conditions all have to hold; none for any arguments
   */
  public record Rule(List<String> calls, Action action, List<Condition> conditions) {
    /** Copies what it is given, so that nobody can change it. */
    public Rule {
      calls = List.copyOf(calls);
      conditions = List.copyOf(conditions);
    }

    private boolean matches(Map<Integer, Long> arguments) {
      for (var condition : conditions) {
        var argument = arguments.get(condition.index());
        // what nobody asks about may have any value
        if (argument != null && !condition.holds(argument)) {
          return false;
        }
      }
      return true;
    }
  }

  /** A comparison of one argument, without a sign. */
  public record Condition(int index, long value, long second, String operator) {
    boolean holds(long argument) {
      var compared = Long.compareUnsigned(argument, value);
      return switch (operator) {
        case "SCMP_CMP_NE" -> compared != 0;
        case "SCMP_CMP_LT" -> compared < 0;
        case "SCMP_CMP_LE" -> compared <= 0;
        case "SCMP_CMP_EQ" -> compared == 0;
        case "SCMP_CMP_GE" -> compared >= 0;
        case "SCMP_CMP_GT" -> compared > 0;
        case "SCMP_CMP_MASKED_EQ" -> (argument & value) == second;
        // the runtime would start nothing
        default -> true;
      };
    }
  }

  /**
   * Whether the call gets through with some values of the arguments that are not given.
   *
   * @param arguments by their places, the first one 0
   */
  public boolean allows(String call, Map<Integer, Long> arguments) {
    var conditional = false;
    for (var rule : rules) {
      if (rule.calls().contains(call) && !rule.action().isAs(defaultAction)) {
        if (rule.conditions().isEmpty()) {
          // one without conditions outweighs all that have some
          return rule.action().isAllowed();
        }
        conditional |= rule.action().isAllowed() && rule.matches(arguments);
      }
    }
    return conditional || (defaultAction.isAllowed() && !isRefused(call, arguments));
  }

  private boolean isRefused(String call, Map<Integer, Long> arguments) {
    for (var rule : rules) {
      if (rule.calls().contains(call)
          && !rule.action().isAllowed()
          && rule.conditions().stream().allMatch(it -> arguments.containsKey(it.index()))
          && rule.matches(arguments)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads a profile.
   *
   * @param machine the architecture as Podman calls it, such as {@code amd64}
   * @param hasCapability whether the container has it in its bounding set: {@code sys_admin}
   * @throws IOException when it is no such profile
   */
  public static Seccomp parse(String json, String machine, Predicate<String> hasCapability)
      throws IOException {
    if (json.length() > LONGEST) {
      throw new IOException("it is longer than " + LONGEST + " characters");
    }
    return new Reading(new JsonText(json, DEEPEST), machine, hasCapability).profile();
  }

  /** One profile that is being read. */
  private record Reading(JsonText json, String machine, Predicate<String> hasCapability) {
    private Seccomp profile() throws IOException {
      if (!enters(JsonText.Kind.OBJECT)) {
        throw new IOException("it is no object");
      }
      var action = "";
      var error = 1L;
      var rules = new ArrayList<Rule>();
      while (json.next()) {
        switch (json.name()) {
          case "defaultAction" -> action = text();
          case "defaultErrnoRet" -> error = number();
          case "syscalls" -> rules(rules);
          default -> json.skip();
        }
      }
      json.finish();
      if (action.isEmpty()) {
        throw new IOException("it has no defaultAction");
      }
      return new Seccomp(action(action, error), rules);
    }

    private static Action action(String name, long error) {
      return new Action(name, name.equals("SCMP_ACT_ERRNO") ? error : -1);
    }

    private void rules(List<Rule> to) throws IOException {
      if (enters(JsonText.Kind.ARRAY)) {
        while (json.next()) {
          if (enters(JsonText.Kind.OBJECT)) {
            rule(to);
          }
        }
      }
    }

    private void rule(List<Rule> to) throws IOException {
      var calls = new ArrayList<String>();
      var action = "";
      var error = 1L;
      List<Condition> conditions = List.of();
      var counts = true;
      while (json.next()) {
        switch (json.name()) {
          case "name" -> calls.add(text());
          case "names" -> calls.addAll(texts());
          case "action" -> action = text();
          case "errnoRet" -> error = json.kind() == JsonText.Kind.NULL ? none() : number();
          case "args" -> conditions = conditions();
          case "includes" -> counts &= isFor(true);
          case "excludes" -> counts &= isFor(false);
          default -> json.skip();
        }
      }
      if (counts && !calls.isEmpty()) {
        to.add(new Rule(calls, action(action, error), conditions));
      }
    }

    /** Of what it includes all have to be there, of what it excludes none. */
    private boolean isFor(boolean included) throws IOException {
      var is = true;
      if (!enters(JsonText.Kind.OBJECT)) {
        return true;
      }
      while (json.next()) {
        switch (json.name()) {
          case "caps" -> {
            for (var capability : texts()) {
              is &= included == hasCapability.test(plain(capability));
            }
          }
          case "arches" -> {
            var arches = texts();
            is &= arches.isEmpty() || included == arches.contains(machine);
          }
          default -> json.skip();
        }
      }
      return is;
    }

    private static String plain(String capability) {
      var name = capability.toLowerCase(java.util.Locale.ROOT);
      return name.startsWith("cap_") ? name.substring("cap_".length()) : name;
    }

    private List<Condition> conditions() throws IOException {
      var conditions = new ArrayList<Condition>();
      if (!enters(JsonText.Kind.ARRAY)) {
        return conditions;
      }
      while (json.next()) {
        if (enters(JsonText.Kind.OBJECT)) {
          conditions.add(condition());
        }
      }
      return conditions;
    }

    private Condition condition() throws IOException {
      var index = 0;
      var value = 0L;
      var second = 0L;
      var operator = "";
      while (json.next()) {
        switch (json.name()) {
          case "index" -> index = (int) number();
          case "value" -> value = number();
          case "valueTwo" -> second = number();
          case "op" -> operator = text();
          default -> json.skip();
        }
      }
      return new Condition(index, value, second, operator);
    }

    /** Enters the value that comes next if it is one of these, and goes over any other. */
    private boolean enters(JsonText.Kind wanted) throws MalformedJson {
      if (json.kind() != wanted) {
        json.skip();
        return false;
      }
      json.enter();
      return true;
    }

    private List<String> texts() throws MalformedJson {
      var texts = new ArrayList<String>();
      if (enters(JsonText.Kind.ARRAY)) {
        while (json.next()) {
          texts.add(text());
        }
      }
      return texts;
    }

    /** A text; empty for any other value. */
    private String text() throws MalformedJson {
      if (json.kind() == JsonText.Kind.TEXT) {
        return json.text();
      }
      json.skip();
      return "";
    }

    /** Goes over a null: the error that libseccomp takes where none is said. */
    private long none() throws MalformedJson {
      json.skip();
      return 1;
    }

    /** Of 64 bits without a sign, as the library has them. */
    private long number() throws IOException {
      if (json.kind() == JsonText.Kind.NUMBER) {
        try {
          return Long.parseUnsignedLong(json.scalar());
        } catch (NumberFormatException other) {
          // a fraction, a negative one, or one that is too large
        }
      }
      throw new IOException("there is no number at " + json.name());
    }
  }
}
