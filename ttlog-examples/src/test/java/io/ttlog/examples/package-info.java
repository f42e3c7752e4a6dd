/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.ttlog.examples;

import org.jspecify.annotations.NullMarked;
