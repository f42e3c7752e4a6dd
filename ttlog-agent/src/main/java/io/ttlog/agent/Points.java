/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.annotation.AnnotationList;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.RecordComponentDescription;
import net.bytebuddy.description.type.TypeDescription;
import org.jspecify.annotations.Nullable;

/** Finds the points of a class. */
final class Points {
    private static final String FIELD = "io.ttlog.Field";
    private static final String SECRET = "io.ttlog.Secret";
    private static final String SPAN_ATTRIBUTE = "io.opentelemetry.instrumentation.annotations.SpanAttribute";
    private static final String CONTINUATION = "kotlin.coroutines.Continuation";

    private static final String RESULT = "result";
    private static final Set<String> PUBLISHERS = Set.of(
            "reactor.core.publisher.Mono",
            "reactor.core.publisher.Flux",
            "org.reactivestreams.Publisher",
            "reactor.core.CorePublisher",
            "java.lang.Object");

    private final TypeDescription type;
    private final boolean others;
    private final Set<String> forwarding;
    private final Reports reports;

    /**
     * Of a class.
     *
     * @param others whether the annotations of other libraries count
     * @param forwarding methods, by {@link #key}, that only call one with the same annotations
     */
    Points(TypeDescription type, boolean others, Set<String> forwarding, Reports reports) {
        this.type = type;
        this.forwarding = forwarding;
        this.others = others;
        this.reports = reports;
    }

    /** What names a method in its class. */
    static String key(String method, String descriptor) {
        return method + descriptor;
    }

    /** By {@link #key}. */
    Map<String, Point> find() {
        Map<String, Point> points = new HashMap<>();
        Marks ofType = Marks.of(type.getDeclaredAnnotations(), others);
        for (MethodDescription.InDefinedShape method : type.getDeclaredMethods()) {
            if (method.isSynthetic()
                    || method.isBridge()
                    || method.isTypeInitializer()
                    || forwarding.contains(key(method.getInternalName(), method.getDescriptor()))) {
                continue; // of a lambda, or calls the one that is woven
            }
            Marks own = Marks.of(method.getDeclaredAnnotations(), others);
            if (own != null ? own.skip() : ofType == null || !isMeantByClass(method)) {
                continue;
            }
            String described = type.getName() + "." + method.getInternalName() + method.getDescriptor();
            if (method.isAbstract() || method.isNative()) {
                if (own != null && own.ofTTLog()) {
                    reports.tell(described, "is annotated, but has no code to weave: annotate what implements it");
                }
            } else if (isSuspending(method)) {
                reports.tell(described, "is a suspend function of Kotlin, which is not woven");
            } else {
                points.put(key(method.getInternalName(), method.getDescriptor()), point(method, own, ofType));
            }
        }
        return points;
    }

    private boolean isMeantByClass(MethodDescription method) {
        if (!method.isPublic() || method.isConstructor() || method.isAbstract() || method.isNative()) {
            return false;
        }
        String name = method.getName();
        int parameters = method.getParameters().size();
        if (parameters == 0 && (name.equals("toString") || name.equals("hashCode"))
                || parameters == 1 && name.equals("equals")) {
            return false;
        }
        if (type.isEnum() && method.isStatic() && (name.equals("values") || name.equals("valueOf"))) {
            return false;
        }
        if (type.isRecord() && parameters == 0) {
            for (RecordComponentDescription component : type.getRecordComponents()) {
                if (component.getActualName().equals(name)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isSuspending(MethodDescription method) {
        int last = method.getParameters().size() - 1;
        return last >= 0
                && method.getParameters()
                        .get(last)
                        .getType()
                        .asErasure()
                        .getName()
                        .equals(CONTINUATION);
    }

    private Point point(MethodDescription.InDefinedShape method, @Nullable Marks own, @Nullable Marks ofType) {
        Marks marks = Objects.requireNonNull(own == null ? ofType : own);
        String name = own == null ? "" : own.name();
        if (name.isEmpty()) {
            String owner =
                    ofType != null && ofType.ofTTLog() && !ofType.name().isEmpty() ? ofType.name() : simpleName();
            name = method.isConstructor() ? "new " + owner : owner + "." + method.getName();
        }
        AnnotationList annotations = method.getDeclaredAnnotations();
        AnnotationDescription field = Marks.annotation(annotations, FIELD);
        boolean secret = Marks.annotation(annotations, SECRET) != null;
        boolean results = !method.isConstructor() && !method.getReturnType().represents(void.class);
        String resultKey = "";
        if (results && (marks.recordResult() || field != null)) {
            String given = field == null ? "" : Marks.text(field, "value");
            resultKey = given.isEmpty() ? RESULT : given;
        }
        return new Point(
                name,
                marks.flags() | (secret ? Point.SECRET_RESULT : 0),
                marks.kind(),
                Marks.nanos(marks.slowerThan(), type.getName() + "." + method.getInternalName()),
                resultKey,
                marks.namesAndValues(),
                fields(method),
                result(method));
    }

    private String simpleName() {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }

    private static List<Point.Parameter> fields(MethodDescription.InDefinedShape method) {
        List<Point.Parameter> fields = new ArrayList<>();
        for (ParameterDescription.InDefinedShape parameter : method.getParameters()) {
            AnnotationList annotations = parameter.getDeclaredAnnotations();
            AnnotationDescription field = Marks.annotation(annotations, FIELD);
            if (field == null) {
                field = Marks.annotation(annotations, SPAN_ATTRIBUTE);
            }
            boolean secret = Marks.annotation(annotations, SECRET) != null;
            if (field == null && !secret) {
                continue;
            }
            String key = field == null ? "" : Marks.text(field, "value");
            if (key.isEmpty()) {
                key = parameter.isNamed() ? parameter.getName() : "arg" + parameter.getIndex();
            }
            fields.add(new Point.Parameter(
                    key, parameter.getOffset(), parameter.getType().asErasure().getDescriptor(), secret));
        }
        return fields;
    }

    private static Point.Result result(MethodDescription method) {
        TypeDescription type = method.getReturnType().asErasure();
        if (method.isConstructor() || type.isPrimitive() || type.isArray()) {
            return Point.Result.PLAIN;
        }
        String name = type.getName();
        if (PUBLISHERS.contains(name)) {
            return Point.Result.PUBLISHER;
        }
        if (name.startsWith("java.lang.")) {
            return Point.Result.PLAIN;
        }
        try {
            return type.isAssignableTo(CompletionStage.class) || type.isAssignableTo(Future.class)
                    ? Point.Result.LATER
                    : Point.Result.PLAIN;
        } catch (RuntimeException unknown) { // a type above it cannot be found: the value will tell
            return Point.Result.LATER;
        }
    }
}
