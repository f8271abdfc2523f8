package dev.qm.partition.run;

/** Podman's description of a network, as its {@code network-config-dir} holds it. */
final class Networks {
  private Networks() {}

  /** The default network, bridged, with NAT to the outside and no name resolution of its own. */
  static String bridge(String name, String subnet) {
    var gateway = subnet.substring(0, subnet.lastIndexOf('.')) + ".1";
    return """
    {
      "name": "podman",
      "id": "2f259bab93aaaaa2542ba43ef33eb990d0999ee1b9924b557b7be53c0b7a1bb9",
      "driver": "bridge",
      "network_interface": "%s",
      "subnets": [{"subnet": "%s", "gateway": "%s"}],
      "ipv6_enabled": false,
      "internal": false,
      "dns_enabled": false,
      "ipam_options": {"driver": "host-local"}
    }
    """
        .formatted(name, subnet, gateway);
  }
}
