/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What {@link Instrument} records only as {@code ***}, without looking at it: a parameter (with or without {@link Field}), the
 * result of a method, or each value of a class and those that extend or implement it, as which parameter or result it may come.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
public @interface Secret {}
