/**
 * What a simulated machine consists of: daemons, their containers, {@code gitlab-runner}, and two GitLabs, one of them a
 * real server. Inside of the library: users meet {@code SimulatedMachine}. Uses every other package, and the simulators of
 * core, network and systemd.
 */
@NullMarked
package dev.outboard.runner.testing.parts;

import org.jspecify.annotations.NullMarked;
