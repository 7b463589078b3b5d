package dev.outboard.core.verify;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What was proved of a stack on a host.
 *
 * @param findings every check, with its evidence, in order
 */
public record Verification(List<Finding> findings) {

    /**
     * Creates a verification.
     *
     * @param findings every check
     */
    public Verification {
        findings = List.copyOf(findings);
    }

    /**
     * Whether everything was proved.
     *
     * @return true if no check failed
     */
    public boolean isProved() {
        return findings.stream().allMatch(Finding::proved);
    }

    /**
     * What was not proved.
     *
     * @return the failed checks, in order
     */
    public List<Finding> failures() {
        return findings.stream().filter(finding -> !finding.proved()).toList();
    }

    /**
     * All findings.
     *
     * @return a line each, ended by a newline
     */
    @Override
    public String toString() {
        return findings.stream().map(finding -> finding + "\n").collect(Collectors.joining());
    }
}
