package dev.qm.bluechi.configuration;

/** A program of BlueChi's that has a configuration. */
public enum Program {
  /** Connects a node's systemd with the controller. */
  AGENT("bluechi-agent", "agent", "/usr/share/bluechi-agent/config/agent.conf"),
  /** Commands all nodes. */
  CONTROLLER("bluechi-controller", "controller", "/usr/share/bluechi/config/controller.conf");

  private final String word;
  private final String file;
  private final String vendorFile;

  Program(String word, String file, String vendorFile) {
    this.word = word;
    this.file = file;
    this.vendorFile = vendorFile;
  }

  /** Its own name, that of its package, and that of its section. */
  public String word() {
    return word;
  }

  /** Its service. */
  public String unit() {
    return word + ".service";
  }

  /** The service of QM's own program, which works where BlueChi's is not. */
  public String ownUnit() {
    return "qm-" + unit();
  }

  /** Where its program is. */
  public String binary() {
    return "/usr/libexec/" + word;
  }

  /** The file of the package, without which it does not start. */
  public String vendorFile() {
    return vendorFile;
  }

  /** The administrator's file, below {@code /etc}. */
  public String mainFile() {
    return "bluechi/" + file + ".conf";
  }

  /** The folder of drop-ins, below {@code /etc}. */
  public String folder() {
    return mainFile() + ".d";
  }

  /** Who its keys are for. */
  KnownKey.Reader reader() {
    return switch (this) {
      case AGENT -> KnownKey.Reader.AGENT;
      case CONTROLLER -> KnownKey.Reader.CONTROLLER;
    };
  }
}
