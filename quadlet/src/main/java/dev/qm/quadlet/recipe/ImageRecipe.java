package dev.qm.quadlet.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * An image becomes {@code podman image pull}.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Image units", and {@code podman-pull(1)}.
 */
record ImageRecipe() implements Recipe {
  private static final List<Rule> PULL =
      List.of(
          new Rule.Text("Arch", "--arch"),
          new Rule.Text("AuthFile", "--authfile"),
          new Rule.Text("CertDir", "--cert-dir"),
          new Rule.Text("Creds", "--creds"),
          new Rule.Text("DecryptionKey", "--decryption-key"),
          new Rule.Text("OS", "--os"),
          new Rule.Text("Policy", "--policy"),
          new Rule.Text("Variant", "--variant"),
          new Rule.Text("Retry", "--retry"),
          new Rule.Text("RetryDelay", "--retry-delay"),
          new Rule.Switch("AllTags", "--all-tags"),
          new Rule.Switch("TLSVerify", "--tls-verify"),
          new Rule.Spread("PodmanArgs"));

  @Override
  public List<Rule> rules() {
    List<Rule> all = new ArrayList<>(PULL);
    all.add(new Rule.Elsewhere("Image", Rule.Shape.TEXT, "the image"));
    all.add(
        new Rule.Elsewhere("ImageTag", Rule.Shape.TEXT, "the name that other units see it under"));
    return Recipe.withCommon(all);
  }

  @Override
  public void write(Assembly unit) {
    var pull = unit.podman().add("image", "pull");
    unit.apply(PULL, pull);
    var image = Recipe.required(unit, "Image", "what to pull", pull);
    unit.addCommand("ExecStart", pull);
    Recipe.lastingOneShot(unit);
    var tag = unit.keys().text("ImageTag");
    unit.setResource(tag.isEmpty() ? image : tag);
  }
}
