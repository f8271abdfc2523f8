package dev.qm.quadlet.check;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/** How the values of some keys must look. Specifiers and variables are taken on trust. */
enum ValueForm {
  /** A whole number from 0 on. */
  NUMBER("a number, such as 10") {
    @Override
    boolean accepts(String value) {
      return isDigits(value);
    }
  },
  /** A number of processes; -1 is no limit. */
  LIMIT("a number, or -1 for no limit") {
    @Override
    boolean accepts(String value) {
      return value.equals("-1") || isDigits(value);
    }
  },
  /** An amount of memory. */
  SIZE("a number with b, k, m or g behind it, such as 512m") {
    @Override
    boolean accepts(String value) {
      var number =
          !value.isEmpty() && "bkmgtBKMGT".indexOf(value.charAt(value.length() - 1)) >= 0
              ? value.substring(0, value.length() - 1)
              : value;
      return isDigits(number);
    }
  },
  /** A span of time as Go has it. */
  DURATION("a number with its unit, such as 30s or 1m30s") {
    @Override
    boolean accepts(String value) {
      if (value.equals("disable") || value.equals("0")) {
        return true;
      }
      var i = 0;
      while (i < value.length()) {
        var start = i;
        while (i < value.length() && (isDigit(value.charAt(i)) || value.charAt(i) == '.')) {
          i++;
        }
        var unit = i;
        while (i < value.length() && Character.isLetter(value.charAt(i))) {
          i++;
        }
        var name = value.substring(unit, i);
        if (start == unit || !List.of("ns", "us", "µs", "ms", "s", "m", "h").contains(name)) {
          return false;
        }
      }
      return !value.isEmpty();
    }
  },
  /** A signal, by name or number. */
  SIGNAL("a signal, such as SIGTERM, HUP or 15") {
    @Override
    boolean accepts(String value) {
      if (isDigits(value)) {
        return Integer.parseInt(value.substring(0, Math.min(4, value.length()))) <= 64;
      }
      var name = value.startsWith("SIG") ? value.substring(3) : value;
      var plus = name.indexOf('+');
      return SIGNALS.contains(name)
          || (name.startsWith("RTMIN+") && isDigits(name.substring(plus + 1)))
          || name.startsWith("RTMAX-");
    }
  },
  /** An address of either kind. */
  ADDRESS("an address, such as 10.88.0.5 or fd00::5") {
    @Override
    boolean accepts(String value) {
      return isAddress(value);
    }
  },
  /** An address of the fourth version. */
  ADDRESS4("an IPv4 address, such as 10.88.0.5") {
    @Override
    boolean accepts(String value) {
      return isAddress(value) && value.indexOf(':') < 0;
    }
  },
  /** An address of the sixth version. */
  ADDRESS6("an IPv6 address, such as fd00::5") {
    @Override
    boolean accepts(String value) {
      return isAddress(value) && value.indexOf(':') >= 0;
    }
  },
  /** Where names are looked up. */
  NAME_SERVER("an address, or none") {
    @Override
    boolean accepts(String value) {
      return value.equals("none") || isAddress(value);
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
  /** A port of the host and one of the container. */
  PUBLISH("[[ADDRESS:][PORT]:]PORT[/PROTOCOL], such as 8080:80 or 127.0.0.1:53:53/udp") {
    @Override
    boolean accepts(String value) {
      return PublishedPort.parse(value).isPresent();
    }
  },
  /** When an image is pulled. */
  PULL("always, missing, never or newer") {
    @Override
    boolean accepts(String value) {
      return List.of("always", "missing", "never", "newer").contains(value);
    }
  },
  /** When an image is pulled for a build. */
  BUILD_PULL("always, missing, never, newer, true or false") {
    @Override
    boolean accepts(String value) {
      return PULL.accepts(value) || List.of("true", "false").contains(value);
    }
  },
  /** What tells systemd that a container is up. */
  NOTIFY("true, false or healthy") {
    @Override
    boolean accepts(String value) {
      return value.equalsIgnoreCase("healthy") || SWITCH.accepts(value);
    }
  },
  /** True or false. */
  SWITCH("true or false") {
    @Override
    boolean accepts(String value) {
      for (var name : List.of("1", "yes", "true", "on", "0", "no", "false", "off")) {
        if (name.equalsIgnoreCase(value)) {
          return true;
        }
      }
      return value.isEmpty();
    }
  },
  /** What happens to a container that is not healthy. */
  UNHEALTHY("none, kill, restart or stop") {
    @Override
    boolean accepts(String value) {
      return List.of("none", "kill", "restart", "stop").contains(value);
    }
  },
  /** What happens to a pod when its containers are done. */
  EXIT_POLICY("stop or continue") {
    @Override
    boolean accepts(String value) {
      return List.of("stop", "continue").contains(value);
    }
  },
  /** How a container is updated by itself. */
  AUTO_UPDATE("registry or local") {
    @Override
    boolean accepts(String value) {
      var policy = value.substring(value.indexOf('/') + 1);
      return List.of("registry", "local", "image", "disabled", "").contains(policy);
    }
  },
  /** Where a container's output goes. */
  LOG_DRIVER("journald, k8s-file, json-file, none, passthrough or passthrough-tty") {
    @Override
    boolean accepts(String value) {
      return List.of("journald", "k8s-file", "json-file", "none", "passthrough", "passthrough-tty")
          .contains(value);
    }
  },
  /** A capability of the kernel's: {@code capabilities(7)}. */
  CAPABILITY("a capability, such as CAP_NET_ADMIN, or all") {
    @Override
    boolean accepts(String value) {
      var name = value.toUpperCase(Locale.ROOT);
      return name.equals("ALL")
          || CAPABILITIES.contains(name.startsWith("CAP_") ? name.substring(4) : name);
    }
  },
  /** An absolute path. */
  PATH("an absolute path") {
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
  /** An assignment. */
  ASSIGNMENT("NAME=VALUE") {
    @Override
    boolean accepts(String value) {
      return value.indexOf('=') > 0;
    }
  },
  /** A name and an address. */
  HOST("NAME:ADDRESS, such as db:10.88.0.5") {
    @Override
    boolean accepts(String value) {
      var colon = value.indexOf(':');
      return colon > 0
          && (isAddress(value.substring(colon + 1))
              || value.substring(colon + 1).equals("host-gateway"));
    }
  },
  /** A limit of a process. */
  ULIMIT("NAME=SOFT[:HARD], such as nofile=1024:4096, or host") {
    @Override
    boolean accepts(String value) {
      var equals = value.indexOf('=');
      if (equals <= 0) {
        return value.equals("host");
      }
      for (var number : value.substring(equals + 1).split(":", -1)) {
        if (!LIMIT.accepts(number)) {
          return false;
        }
      }
      return true;
    }
  };

  private static final List<String> SIGNALS =
      List.of(
          "ABRT", "ALRM", "BUS", "CHLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "KILL", "PIPE",
          "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP",
          "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN",
          "RTMAX");

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

  ValueForm(String looks) {
    this.looks = looks;
  }

  /** How a value looks, in words and by example. */
  String looks() {
    return looks;
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

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isDigits(String value) {
    for (var i = 0; i < value.length(); i++) {
      if (!isDigit(value.charAt(i))) {
        return false;
      }
    }
    return !value.isEmpty() && value.length() <= 19;
  }
}
