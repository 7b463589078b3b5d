package dev.outboard.core.receipt;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.text.ForeignText;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a receipt remembers of one resource: enough to recognise and to remove it without the spec it came from. Never a
 * secret.
 *
 * @param id which resource
 * @param attributes what its kind needs for that, by name
 */
public record Owned(ResourceId id, SortedMap<String, String> attributes) {

    /**
     * Creates the memory of a resource.
     *
     * @param id which resource
     * @param attributes what its kind needs
     */
    public Owned {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /**
     * Creates the memory of a resource.
     *
     * @param id which resource
     * @param attributes what its kind needs, in any order
     * @return the memory
     */
    public static Owned of(ResourceId id, Map<String, String> attributes) {
        return new Owned(id, new TreeMap<>(attributes));
    }

    /**
     * The memory of a resource while it is changed: what it was or will be, since it may be either, or some of both. Where
     * both have an attribute, it is as it was, so that nothing is taken for done.
     *
     * @param before what was remembered before the change
     * @return the memory during the change
     */
    public Owned during(Owned before) {
        SortedMap<String, String> both = new TreeMap<>(attributes);
        both.putAll(before.attributes());
        return new Owned(id, both);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
