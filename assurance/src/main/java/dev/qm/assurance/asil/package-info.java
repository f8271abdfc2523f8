/**
 * Which units of the host are the safety side, as the integrator named them.
 *
 * <p>The file is {@code /etc/qm-assurance/asil.conf}, not one below {@code /etc/qm}: that is the
 * partition's own {@code /etc} under the name that the host knows it by, and whoever is root in the
 * partition could write there who is safe from it. Start with {@link
 * dev.qm.assurance.asil.AsilSide}.
 */
package dev.qm.assurance.asil;
