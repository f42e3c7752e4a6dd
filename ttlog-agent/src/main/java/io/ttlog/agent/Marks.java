/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.annotation.AnnotationList;
import net.bytebuddy.description.enumeration.EnumerationDescription;
import org.jspecify.annotations.Nullable;

/**
 * What the annotations of a method or class say. One of ttlog stands for itself; those of others are taken together: {@code
 * WithSpan} is a span, {@code Timed} are metrics, {@code Observed} is both.
 *
 * @param ofTTLog whether it is ttlog's own
 * @param name empty when none is given
 * @param kind of a span, empty when none is given
 * @param slowerThan as written
 * @param namesAndValues fields and labels that are always the same
 */
record Marks(
        boolean ofTTLog,
        boolean skip,
        String name,
        int flags,
        String kind,
        String slowerThan,
        boolean recordResult,
        List<String> namesAndValues) {
    static final String INSTRUMENT = "io.ttlog.Instrument";
    static final String WITH_SPAN = "io.opentelemetry.instrumentation.annotations.WithSpan";
    static final String OBSERVED = "io.micrometer.observation.annotation.Observed";
    static final String TIMED = "io.micrometer.core.annotation.Timed";

    private static final Pattern DURATION = Pattern.compile("(\\d{1,8}) ?(ns|us|ms|s|m)");

    /** The names of the annotations that make a method a point. */
    static List<String> names(boolean others) {
        return others ? List.of(INSTRUMENT, WITH_SPAN, OBSERVED, TIMED) : List.of(INSTRUMENT);
    }

    /** Null when no annotation speaks of spans. */
    static @Nullable Marks of(AnnotationList annotations, boolean others) {
        AnnotationDescription own = annotation(annotations, INSTRUMENT);
        if (own != null) {
            return new Marks(
                    true,
                    truth(own, "skip"),
                    text(own, "name"),
                    Point.SPAN | (truth(own, "metrics") ? Point.METRICS : 0),
                    "",
                    text(own, "slowerThan"),
                    truth(own, "recordResult"),
                    List.of());
        }
        return others ? ofOthers(annotations) : null;
    }

    private static @Nullable Marks ofOthers(AnnotationList annotations) {
        AnnotationDescription withSpan = annotation(annotations, WITH_SPAN);
        AnnotationDescription observed = annotation(annotations, OBSERVED);
        AnnotationDescription timed = annotation(annotations, TIMED);
        if (withSpan == null && observed == null && timed == null) {
            return null;
        }
        int flags = 0;
        String name = "";
        String kind = "";
        List<String> namesAndValues = new ArrayList<>();
        if (timed != null) {
            flags |= Point.METRICS;
            name = text(timed, "value");
            addPairs(namesAndValues, texts(timed, "extraTags"));
        }
        if (observed != null) {
            flags |= Point.METRICS | Point.SPAN;
            String given = text(observed, "contextualName");
            name = !given.isEmpty() ? given : text(observed, "name").isEmpty() ? name : text(observed, "name");
            addPairs(namesAndValues, texts(observed, "lowCardinalityKeyValues"));
        }
        if (withSpan != null) {
            flags |= Point.SPAN;
            name = text(withSpan, "value").isEmpty() ? name : text(withSpan, "value");
            kind = constant(withSpan, "kind");
            if (has(withSpan, "inheritContext") && !truth(withSpan, "inheritContext")) {
                flags |= Point.ROOT;
            }
        }
        return new Marks(
                false, false, name, flags, kind.equals("INTERNAL") ? "" : kind, "", false, List.copyOf(namesAndValues));
    }

    private static void addPairs(List<String> all, String[] namesAndValues) {
        for (int i = 1; i < namesAndValues.length; i += 2) {
            all.add(namesAndValues[i - 1]);
            all.add(namesAndValues[i]);
        }
    }

    /** The time, 0 for none. */
    static long nanos(String text, String method) {
        if (text.isBlank()) {
            return 0;
        }
        Matcher duration = DURATION.matcher(text.strip());
        if (!duration.matches()) {
            throw new IllegalArgumentException("slowerThan of " + method + " is '" + text
                    + "': give a number of at most 8 digits and ns, us, ms, s or m, as in 250ms");
        }
        long unit = switch (duration.group(2)) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            default -> 60_000_000_000L;
        };
        return Long.parseLong(duration.group(1)) * unit; // 190 years at most
    }

    static @Nullable AnnotationDescription annotation(AnnotationList annotations, String name) {
        for (AnnotationDescription annotation : annotations) {
            if (annotation.getAnnotationType().getName().equals(name)) {
                return annotation;
            }
        }
        return null;
    }

    static String text(AnnotationDescription annotation, String property) {
        return annotation.getValue(property).resolve(String.class);
    }

    private static String[] texts(AnnotationDescription annotation, String property) {
        return has(annotation, property) ? annotation.getValue(property).resolve(String[].class) : new String[0];
    }

    private static boolean truth(AnnotationDescription annotation, String property) {
        return annotation.getValue(property).resolve(Boolean.class);
    }

    private static String constant(AnnotationDescription annotation, String property) {
        return annotation
                .getValue(property)
                .resolve(EnumerationDescription.class)
                .getValue();
    }

    /** Whether this version of the annotation has it. */
    private static boolean has(AnnotationDescription annotation, String property) {
        return annotation.getAnnotationType().getDeclaredMethods().stream()
                .anyMatch(method -> method.getName().equals(property));
    }
}
