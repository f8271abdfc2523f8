package dev.qm.bluechi.trust;

/** What a certificate lets its owner be: extended key usage, RFC 5280 section 4.2.1.12. */
public enum Role {
  /** A node, the side that connects. */
  NODE("1.3.6.1.5.5.7.3.2", "clientAuth"),
  /** The controller, the side that is connected to. */
  CONTROLLER("1.3.6.1.5.5.7.3.1", "serverAuth");

  private final String usage;
  private final String word;

  Role(String usage, String word) {
    this.usage = usage;
    this.word = word;
  }

  /** The object identifier that such a certificate has. */
  String usage() {
    return usage;
  }

  /** As keytool(1) calls it. */
  String word() {
    return word;
  }
}
