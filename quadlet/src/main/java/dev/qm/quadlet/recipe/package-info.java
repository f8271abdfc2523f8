/**
 * How each key of each type of unit becomes words of a Podman command.
 *
 * <p>In: one unit, and what is known of those that it refers to. Out: lines of its service,
 * refusals. What is known of a key, to check and to explain it, comes from the rules that carry it
 * out. Not exported: it changes with every Podman. Start with {@link dev.qm.quadlet.recipe.Recipe}
 * and {@link dev.qm.quadlet.recipe.ContainerRecipe}.
 */
package dev.qm.quadlet.recipe;
