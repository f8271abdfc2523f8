package dev.qm.quadlet.check;

import dev.qm.quadlet.syntax.CommaList;
import dev.qm.quadlet.syntax.Problem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * How the values of some keys must look: as Podman's own commands read them, no narrower, since
 * what it takes is no error. Specifiers and variables are taken on trust.
 *
 * <p>Source: the man pages of the commands that the keys become options of, such as {@code
 * podman-run(1)}. Where these say less than the program does, the program was asked: {@code
 * JudgedByPodmanTest} has the values.
 */
enum ValueForm {
  /** A whole number from 0 on. */
  NUMBER("a number, such as 10") {
    @Override
    boolean accepts(String value) {
      return GoNumber.isWhole(value);
    }
  },
  /** A whole number; -1 is no limit. */
  LIMIT("a number, or -1 for no limit") {
    @Override
    boolean accepts(String value) {
      return GoNumber.isWhole(GoNumber.unsigned(value));
    }
  },
  /** An amount of memory. */
  SIZE("a number with b, k, m, g, t or p behind it, such as 512m, 1.5g or 64MiB") {
    @Override
    boolean accepts(String value) {
      return isSize(value);
    }
  },
  /** A span of time as Go has it. */
  DURATION("a number with its unit, such as 30s or 1m30s") {
    @Override
    boolean accepts(String value) {
      return GoNumber.isDuration(value);
    }
  },
  /** How often a health check runs. */
  INTERVAL("a number with its unit, such as 30s or 1m30s, or disable") {
    @Override
    boolean accepts(String value) {
      return value.equals("disable") || DURATION.accepts(value);
    }

    @Override
    List<String> choices() {
      return List.of("disable");
    }
  },
  /** A signal, by name or number. */
  SIGNAL("a signal, such as SIGTERM, HUP or 15") {
    @Override
    boolean accepts(String value) {
      return isSignal(value);
    }

    @Override
    List<String> choices() {
      return prefixed("SIG", SIGNALS);
    }
  },
  /** An address of either kind. */
  ADDRESS("an address, such as 10.88.0.5 or fd00::5") {
    @Override
    boolean accepts(String value) {
      return isAddress(value);
    }
  },
  /** Addresses of a network, with commas between. */
  ADDRESSES("an address, such as 10.88.0.1 or fd00::1") {
    @Override
    boolean accepts(String value) {
      return areAll(value, ValueForm::isAddress);
    }
  },
  /** Where a container looks names up. */
  NAME_SERVER("an address, or none") {
    @Override
    boolean accepts(String value) {
      return value.equals("none") || ADDRESSES.accepts(value);
    }
  },
  /** A network with the length of its prefix. */
  SUBNET("a network, such as 10.89.1.0/24") {
    @Override
    boolean accepts(String value) {
      return Subnet.parse(value).isPresent();
    }
  },
  /** A part of a network. */
  RANGE("a network or two addresses, such as 10.89.1.128/25 or 10.89.1.5-10.89.1.9") {
    @Override
    boolean accepts(String value) {
      var dash = value.indexOf('-');
      return dash < 0
          ? Subnet.parse(value).isPresent()
          : isAddress(value.substring(0, dash)) && isAddress(value.substring(dash + 1));
    }
  },
  /** Ports of the host and of the container. */
  PUBLISH("[[ADDRESS:][PORT]:]PORT[/PROTOCOL], such as 8080:80 or 127.0.0.1:53:53/udp") {
    @Override
    boolean accepts(String value) {
      return !PublishedPort.parseAll(value).isEmpty();
    }
  },
  /** When an image is pulled. */
  PULL("always, missing, never or newer") {
    @Override
    boolean accepts(String value) {
      return List.of("always", "missing", "ifnotpresent", "never", "newer", "ifnewer")
          .contains(value.toLowerCase(Locale.ROOT));
    }

    @Override
    List<String> choices() {
      return List.of("always", "missing", "never", "newer");
    }
  },
  /** When an image is pulled for a build. */
  BUILD_PULL("always, missing, never, newer, true or false", Otherwise.PULLS_WHAT_IS_MISSING) {
    @Override
    boolean accepts(String value) {
      return PULL.accepts(value)
          || List.of("ifmissing", "true", "false", "1", "0")
              .contains(value.toLowerCase(Locale.ROOT));
    }

    @Override
    List<String> choices() {
      return List.of("always", "missing", "never", "newer", "true", "false");
    }
  },
  /** What tells systemd that a container is up. */
  NOTIFY("true, false or healthy", Otherwise.TAKEN_FOR_FALSE) {
    @Override
    boolean accepts(String value) {
      return value.equalsIgnoreCase("healthy") || SWITCH.accepts(value);
    }

    @Override
    List<String> choices() {
      return List.of("true", "false", "healthy");
    }
  },
  /** True or false. */
  SWITCH("true or false", Otherwise.TAKEN_FOR_FALSE) {
    @Override
    boolean accepts(String value) {
      for (var name : List.of("1", "yes", "true", "on", "0", "no", "false", "off")) {
        if (name.equalsIgnoreCase(value)) {
          return true;
        }
      }
      return value.isEmpty();
    }

    @Override
    List<String> choices() {
      return List.of("true", "false");
    }
  },
  /** What happens to a container that is not healthy. */
  UNHEALTHY("none, kill, restart or stop") {
    @Override
    boolean accepts(String value) {
      return List.of("none", "kill", "restart", "stop").contains(value);
    }

    @Override
    List<String> choices() {
      return List.of("none", "kill", "restart", "stop");
    }
  },
  /** What happens to a pod when its containers are done. */
  EXIT_POLICY("stop or continue") {
    @Override
    boolean accepts(String value) {
      return List.of("stop", "continue").contains(value);
    }

    @Override
    List<String> choices() {
      return List.of("stop", "continue");
    }
  },
  /** How a container is updated by itself. */
  AUTO_UPDATE("registry or local", Otherwise.NOT_UPDATED) {
    @Override
    boolean accepts(String value) {
      var policy = value.substring(value.indexOf('/') + 1);
      return List.of("registry", "local", "image", "disabled", "").contains(policy);
    }

    @Override
    List<String> choices() {
      return List.of("registry", "local");
    }
  },
  /** Where a container's output goes. */
  LOG_DRIVER("journald, k8s-file, json-file, none, passthrough or passthrough-tty") {
    @Override
    boolean accepts(String value) {
      return List.of("journald", "k8s-file", "json-file", "none", "passthrough", "passthrough-tty")
          .contains(value);
    }

    @Override
    List<String> choices() {
      return List.of("journald", "k8s-file", "json-file", "none", "passthrough", "passthrough-tty");
    }
  },
  /** Capabilities of the kernel's, with commas between: {@code capabilities(7)}. */
  CAPABILITY("a capability, such as CAP_NET_ADMIN, or all") {
    @Override
    boolean accepts(String value) {
      return areAll(
          value.toUpperCase(Locale.ROOT),
          name ->
              name.equals("ALL")
                  || CAPABILITIES.contains(name.startsWith("CAP_") ? name.substring(4) : name));
    }

    @Override
    List<String> choices() {
      return prefixed("CAP_", CAPABILITIES);
    }
  },
  /** The folder that a container's command starts in. */
  FOLDER("an absolute path", Otherwise.UP_TO_THE_RUNTIME) {
    @Override
    boolean accepts(String value) {
      return value.startsWith("/");
    }
  },
  /** A path with options behind it. */
  TMPFS("an absolute path, with options behind a colon") {
    @Override
    boolean accepts(String value) {
      return value.startsWith("/");
    }
  },
  /** A source, a destination and options. */
  VOLUME("[SOURCE:]DESTINATION[:OPTIONS] with an absolute destination") {
    @Override
    boolean accepts(String value) {
      var colon = value.indexOf(':');
      return value.startsWith("/", colon + 1) && value.length() > colon + 1;
    }
  },
  /** Assignments, with commas between. */
  ASSIGNMENT("NAME=VALUE, in double quotes if there is a comma in it") {
    @Override
    boolean accepts(String value) {
      return areAll(value, assignment -> assignment.indexOf('=') > 0);
    }
  },
  /** Names and their addresses, with commas between. */
  HOST("NAME:ADDRESS, such as db:10.88.0.5") {
    @Override
    boolean accepts(String value) {
      return areAll(value, ValueForm::isHost);
    }
  },
  /** Limits of a process, with commas between. */
  ULIMIT("NAME=SOFT[:HARD], such as nofile=1024:4096, or host") {
    @Override
    boolean accepts(String value) {
      return areAll(value, ValueForm::isUlimit);
    }
  };

  /** What becomes of a value that has not the form. */
  private enum Otherwise {
    REFUSED(Problem.Severity.ERROR, "Podman will refuse it when the service starts"),
    TAKEN_FOR_FALSE(Problem.Severity.WARNING, "Podman takes it for false"),
    PULLS_WHAT_IS_MISSING(
        Problem.Severity.WARNING, "podman build takes it for missing, and pulls what is not there"),
    NOT_UPDATED(Problem.Severity.WARNING, "podman auto-update will pass over the container"),
    UP_TO_THE_RUNTIME(
        Problem.Severity.WARNING,
        "Podman hands it to the runtime, and the runtimes' specification asks for an absolute one");

    private final Problem.Severity severity;
    private final String why;

    Otherwise(Problem.Severity severity, String why) {
      this.severity = severity;
      this.why = why;
    }
  }

  private static final List<String> SIGNALS =
      List.of(
          "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT",
          "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM",
          "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ",
          "RTMIN", "RTMAX");

  /** So far the real-time signals reach up from RTMIN, and one less down from RTMAX. */
  private static final int REAL_TIME = 15;

  private static final int LAST_SIGNAL = 64;

  static final List<String> CAPABILITIES =
      List.of(
          "AUDIT_CONTROL",
          "AUDIT_READ",
          "AUDIT_WRITE",
          "BLOCK_SUSPEND",
          "BPF",
          "CHECKPOINT_RESTORE",
          "CHOWN",
          "DAC_OVERRIDE",
          "DAC_READ_SEARCH",
          "FOWNER",
          "FSETID",
          "IPC_LOCK",
          "IPC_OWNER",
          "KILL",
          "LEASE",
          "LINUX_IMMUTABLE",
          "MAC_ADMIN",
          "MAC_OVERRIDE",
          "MKNOD",
          "NET_ADMIN",
          "NET_BIND_SERVICE",
          "NET_BROADCAST",
          "NET_RAW",
          "PERFMON",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYSLOG",
          "SYS_ADMIN",
          "SYS_BOOT",
          "SYS_CHROOT",
          "SYS_MODULE",
          "SYS_NICE",
          "SYS_PACCT",
          "SYS_PTRACE",
          "SYS_RAWIO",
          "SYS_RESOURCE",
          "SYS_TIME",
          "SYS_TTY_CONFIG",
          "WAKE_ALARM");

  private final String looks;
  private final Otherwise otherwise;

  ValueForm(String looks) {
    this(looks, Otherwise.REFUSED);
  }

  ValueForm(String looks, Otherwise otherwise) {
    this.looks = looks;
    this.otherwise = otherwise;
  }

  /** How a value looks, in words and by example. */
  String looks() {
    return looks;
  }

  /** Values that somebody may want; empty where there is no end of them. */
  List<String> choices() {
    return List.of();
  }

  private static List<String> prefixed(String prefix, List<String> names) {
    List<String> prefixed = new ArrayList<>();
    for (var name : names) {
      prefixed.add(prefix + name);
    }
    return prefixed;
  }

  /** How bad a value is that has not this form. */
  Problem.Severity severity() {
    return otherwise.severity;
  }

  /** What Podman makes of a value that has not this form. */
  String why() {
    return otherwise.why;
  }

  /** True if a value without specifiers and variables has this form. */
  abstract boolean accepts(String value);

  static boolean isAddress(String value) {
    if (value.isEmpty() || value.length() > 45 || value.indexOf('[') >= 0) {
      return false;
    }
    try {
      // a literal only: no name is ever looked up
      return InetAddress.ofLiteral(value) != null
          && (value.indexOf(':') >= 0 || hasFourParts(value));
    } catch (IllegalArgumentException notOne) {
      return false;
    }
  }

  /** InetAddress takes 10.1 and 167772161 for addresses too. */
  private static boolean hasFourParts(String value) {
    var dots = 0;
    for (var i = 0; i < value.length(); i++) {
      dots += value.charAt(i) == '.' ? 1 : 0;
    }
    return dots == 3;
  }

  /** True for a list, as some of Podman's options take it, of which each part is as it must be. */
  private static boolean areAll(String value, Predicate<String> isOne) {
    var parts = CommaList.parse(value);
    for (var part : parts.orElse(List.of())) {
      if (!isOne.test(part)) {
        return false;
      }
    }
    return parts.isPresent();
  }

  /**
   * A number and a unit: at most one space is between them, the unit may be of any case and have a
   * b or ib behind it.
   */
  private static boolean isSize(String value) {
    var space = value.indexOf(' ');
    var end = space;
    if (space < 0) {
      end = value.length();
      while (end > 0 && "0123456789.".indexOf(value.charAt(end - 1)) < 0) {
        end--;
      }
    }
    var unit = value.substring(space < 0 ? end : end + 1).toLowerCase(Locale.ROOT);
    return GoNumber.isDecimal(value.substring(0, end))
        && (unit.isEmpty()
            || unit.equals("b")
            || ("kmgtp".indexOf(unit.charAt(0)) >= 0
                && List.of("", "b", "ib").contains(unit.substring(1))));
  }

  /** As kill(1) and its like take one: of any case, with or without SIG or one dash before it. */
  private static boolean isSignal(String value) {
    var name = value.startsWith("-") ? value.substring(1) : value;
    var digits = name.startsWith("+") ? name.substring(1) : name;
    if (GoNumber.isDigits(digits)) {
      return isBetween(digits, 1, LAST_SIGNAL);
    }
    name = name.toUpperCase(Locale.ROOT);
    name = name.startsWith("SIG") ? name.substring("SIG".length()) : name;
    return SIGNALS.contains(name)
        || (name.startsWith("RTMIN+") && isBetween(name.substring(6), 1, REAL_TIME))
        || (name.startsWith("RTMAX-") && isBetween(name.substring(6), 1, REAL_TIME - 1));
  }

  private static boolean isBetween(String digits, int least, int most) {
    if (!GoNumber.isDigits(digits) || digits.length() > 9) {
      return false;
    }
    var number = Integer.parseInt(digits);
    return number >= least && number <= most;
  }

  private static boolean isHost(String value) {
    var colon = value.indexOf(':');
    return colon > 0
        && (isAddress(value.substring(colon + 1))
            || value.substring(colon + 1).equals("host-gateway"));
  }

  private static boolean isUlimit(String value) {
    var equals = value.indexOf('=');
    if (equals <= 0) {
      return value.equals("host");
    }
    for (var number : value.substring(equals + 1).split(":", -1)) {
      if (!GoNumber.isDigits(GoNumber.unsigned(number))) {
        return false;
      }
    }
    return true;
  }
}
