/**
 * Throw-away Debian machines with real systemd as PID 1, for tests. A {@link dev.outboard.machine.DebianRelease}
 * enters; a booted {@link dev.outboard.machine.Machine} leaves, which runs commands and Java programs inside. It is
 * built from packages by mmdebstrap once and kept in a cache ({@link dev.outboard.machine.RootFilesystem} says where),
 * and booted by systemd-nspawn in namespaces of its own; nothing of it reaches the network of this computer. Uses the
 * JDK, JUnit and AssertJ, and nothing of Outboard.
 *
 * <pre>{@code
 * @MachineTest
 * class ReceiptMachineTest {
 *     @Test
 *     void survivesReboot() {
 *         try (Machine machine = Machine.boot(DebianRelease.BOOKWORM, "receipt")) {
 *             machine.java(Apply.class, "/stack").orFail();
 *             machine.reboot();
 *             assertThat(machine.out("docker2", "info", "--format", "{{.DockerRootDir}}")).isEqualTo("/docker2/graph");
 *         }
 *     }
 * }
 * }</pre>
 */
@NullMarked
package dev.outboard.machine;

import org.jspecify.annotations.NullMarked;
