/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import io.ttlog.KeyValue;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.ThreadLocalMapOfStacks;
import org.slf4j.spi.MDCAdapter;

/**
 * The MDC: what each thread has put, as the fields of its next events. Not inherited by threads that it starts. The stacks of {@link
 * #pushByKey} are kept apart, as the contract wants it, and are not recorded. A thread that clears keeps nothing. Each method works
 * on the calling thread's context.
 */
final class ThreadContext implements MDCAdapter {
    private static final KeyValue[] NOTHING = new KeyValue[0];
    private static final ThreadLocal<@Nullable Entries> ENTRIES = new ThreadLocal<>();

    private final ThreadLocalMapOfStacks stacks = new ThreadLocalMapOfStacks();

    private static final class Entries {
        final Map<String, KeyValue> byKey = new LinkedHashMap<>();
        KeyValue @Nullable [] fields; // of byKey, once asked for

        KeyValue[] fields() {
            KeyValue[] made = fields;
            if (made == null) {
                made = byKey.values().toArray(NOTHING);
                fields = made;
            }
            return made;
        }
    }

    /** The fields of the calling thread, not to be changed. Allocates only after a change. */
    KeyValue[] fields() {
        Entries known = ENTRIES.get();
        return known == null ? NOTHING : known.fields();
    }

    @Override
    public void put(String key, @Nullable String value) {
        if (key == null) {
            throw new IllegalArgumentException("key cannot be null");
        }
        Entries known = ENTRIES.get();
        if (known == null) {
            known = new Entries();
            ENTRIES.set(known);
        }
        known.byKey.put(key, new KeyValue(key, value));
        known.fields = null;
    }

    @Override
    public @Nullable String get(@Nullable String key) {
        Entries known = ENTRIES.get();
        KeyValue found = known == null ? null : known.byKey.get(key);
        return found == null ? null : (String) found.value();
    }

    @Override
    public void remove(@Nullable String key) {
        Entries known = ENTRIES.get();
        if (known != null) {
            known.byKey.remove(key);
            known.fields = null;
        }
    }

    @Override
    public void clear() {
        ENTRIES.remove();
    }

    @Override
    public @Nullable Map<String, @Nullable String> getCopyOfContextMap() {
        Entries known = ENTRIES.get();
        if (known == null) {
            return null;
        }
        Map<String, @Nullable String> copy = new HashMap<>();
        known.byKey.forEach((key, field) -> copy.put(key, (String) field.value()));
        return copy;
    }

    @Override
    public void setContextMap(@Nullable Map<String, @Nullable String> context) {
        ENTRIES.remove();
        if (context != null) {
            context.forEach(this::put);
        }
    }

    @Override
    public void pushByKey(String key, String value) {
        stacks.pushByKey(key, value);
    }

    @Override
    public @Nullable String popByKey(String key) {
        Deque<String> stack = stacks.getCopyOfDequeByKey(key);
        return stack == null || stack.isEmpty() ? null : stacks.popByKey(key); // which throws on an emptied stack
    }

    @Override
    public @Nullable Deque<String> getCopyOfDequeByKey(String key) {
        return stacks.getCopyOfDequeByKey(key);
    }

    @Override
    public void clearDequeByKey(String key) {
        stacks.clearDequeByKey(key);
    }
}
