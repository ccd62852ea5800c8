;; A policy that answers every isolation question with level none: one process for everyone, whatever was asked for.
;;
;; Written by hand against sdk/policy/wit/policy.wit.
(component
  (core module $guest
    (memory (export "memory") 2)
    (global $heap (mut i32) (i32.const 65536))
    ;; Hands out memory upwards and never takes it back: an instance answers one question.
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
      (global.set $heap (i32.add (local.get $at) (local.get 3)))
      (local.get $at))
    ;; The first bytes of memory are zero: four empty strings, an ok, or an ok with level none and no partition.
    (func (export "describe") (result i32) i32.const 0)
    (func (export "configure") (param i32 i32) (result i32) i32.const 0)
    (func (export "derive") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) i32.const 0))
  (core instance $guest (instantiate $guest))
  (alias core export $guest "memory" (core memory $memory))
  (alias core export $guest "realloc" (core func $realloc))

  (type $level (enum "none" "namespace" "session"))
  (type $request (record (field "pattern" string) (field "version" string) (field "namespace" string)
    (field "session" string) (field "requested" (option $level)) (field "level" $level)
    (field "config" (list (tuple string string))) (field "caller" string)))
  (type $refusal-code (enum "forbidden" "namespace-forbidden" "quota"))
  (type $refusal (record (field "code" $refusal-code) (field "reason" string) (field "retry-after-ms" (option u64))))

  (type $description (record (field "name" string) (field "version" string) (field "summary" string)
    (field "config-schema" string)))
  (type $config-error (record (field "pointer" string) (field "message" string)))
  (func $describe (result $description)
    (canon lift (core func $guest "describe") (memory $memory)))
  (func $configure (param "config" string) (result (result (error (list $config-error))))
    (canon lift (core func $guest "configure") (memory $memory) (realloc $realloc)))
  (instance $lifecycle
    (export "description" (type $description)) (export "config-error" (type $config-error))
    (export "describe" (func $describe)) (export "configure" (func $configure)))
  (export "prism:policy/lifecycle@1.0.0" (instance $lifecycle))

  (type $placement (record (field "level" $level) (field "partition" string)))
  (func $derive (param "request" $request) (result (result $placement (error $refusal)))
    (canon lift (core func $guest "derive") (memory $memory) (realloc $realloc)))
  (instance $isolation
    (export "level" (type $level)) (export "request" (type $request)) (export "refusal-code" (type $refusal-code))
    (export "refusal" (type $refusal)) (export "placement" (type $placement)) (export "derive" (func $derive)))
  (export "prism:policy/isolation@1.0.0" (instance $isolation)))
