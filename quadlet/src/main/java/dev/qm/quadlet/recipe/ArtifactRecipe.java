package dev.qm.quadlet.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * An artifact becomes {@code podman artifact pull}.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Artifact units", and {@code podman-artifact-pull(1)}.
 */
record ArtifactRecipe() implements Recipe {
  private static final List<Rule> PULL =
      List.of(
          new Rule.Text("AuthFile", "--authfile"),
          new Rule.Text("CertDir", "--cert-dir"),
          new Rule.Text("Creds", "--creds"),
          new Rule.Text("DecryptionKey", "--decryption-key"),
          new Rule.Text("Retry", "--retry"),
          new Rule.Text("RetryDelay", "--retry-delay"),
          new Rule.Switch("Quiet", "--quiet"),
          new Rule.Switch("TLSVerify", "--tls-verify"),
          new Rule.Spread("PodmanArgs"));

  @Override
  public List<Rule> rules() {
    List<Rule> all = new ArrayList<>(PULL);
    all.add(new Rule.Elsewhere("Artifact", Rule.Shape.TEXT, "the artifact"));
    return Recipe.withCommon(all);
  }

  @Override
  public void write(Assembly unit) {
    var pull = unit.podman().add("artifact", "pull");
    unit.apply(PULL, pull);
    var artifact = Recipe.required(unit, "Artifact", "what to pull", pull);
    unit.addCommand("ExecStart", pull);
    Recipe.lastingOneShot(unit);
    unit.setResource(artifact);
  }
}
