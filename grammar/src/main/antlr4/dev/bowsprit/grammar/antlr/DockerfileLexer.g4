/*
 * The tokens of a Dockerfile.
 *
 * The default mode reads a file line by line, as if it ended with a line feed. Lines that continue one
 * another are then joined, since a continuation, and comments behind it, may stand in the middle of any
 * token; the other modes read a logical line, a part after the other.
 *
 * The lexer reads bytes, each mapped to a class below 128, so that every transition is cached however
 * foreign the letters are:
 *
 *   ASCII bytes        stand for themselves; control characters other than white space are \u000E
 *   \u0001             first byte of a symbol beyond ASCII, or a byte that is not UTF-8
 *   \u0002             first byte of a Unicode white space
 *   \u0003 \u0004      first byte of a letter, of a digit
 *   \u0005             a further byte of any of these
 *   \u0006             the same, where the byte read alone would be white space (0x85, 0xA0)
 *   \u0007             like \u0001, with such a byte
 *   \u000F             first byte of a byte order mark, where the file begins with one
 *
 * Where the file chose the backtick as its escape, backslash and backtick are swapped on the way, so
 * the escape is always written '\\' here. The classes of quotes and escapes matter since the modes
 * below differ in what they quote: a word of ENV, a flag, a JSON string, a shell word.
 */
lexer grammar DockerfileLexer;

fragment BLANK_CHAR : [\t\u000B\f\r ] ;
fragment BYTE_SPACE : [\t\n\u000B\f\r \u0006\u0007] ;
fragment SPACE : [\t\n\u000B\f\r ] | '\u0002' MORE_BYTES* ;
fragment MORE_BYTES : [\u0005\u0006] ;
fragment CHARACTER : ~[\u0005\u0006] MORE_BYTES* ;

// The lines of a file.

BYTE_ORDER_MARK : '\u000F' MORE_BYTES* ;
SHEBANG : '#!' COMMENT_CHAR* ;
COMMENT : '#' COMMENT_CHAR* ;
fragment COMMENT_CHAR : ~[\n\r] | '\r'+ ~[\n\r] ;
LINE_BLANK : (BLANK_CHAR | '\u0002' MORE_BYTES*)+ ;
LINE_END : '\r'* '\n' ;
CONTINUATION : '\\' [\t ]* '\r'* '\n' ;
LINE_TEXT : ~[\t\n\u000B\f\r #\\\u0002\u000F] -> mode(LINE_REST) ;
LINE_ESCAPES : '\\'+ -> type(LINE_TEXT), mode(LINE_REST) ;

mode LINE_REST;

LINE_REST_END : '\r'* '\n' -> type(LINE_END), mode(DEFAULT_MODE) ;
LINE_REST_CONTINUATION
    : '\\' [\t ]* '\r'* '\n' -> type(CONTINUATION), mode(DEFAULT_MODE)
    ;
LINE_REST_TEXT : (~[\n\r\\]+ | '\r'+ | '\\'+) -> type(LINE_TEXT) ;

// A text without the white space around it: a whole line, a shell's command.

mode TEXTS;

TEXT : (TEXT_CHAR | MORE_BYTES+) (SPACE* TEXT_CHAR)* ;
TEXT_BLANK : SPACE+ -> channel(HIDDEN) ;
fragment TEXT_CHAR : ~[\t\n\u000B\f\r \u0002\u0005\u0006] MORE_BYTES* ;

// The white space before arguments.

mode LEADING;

LEADING_BLANK : SPACE+ ;
LEADING_NONE : . ;

// The keyword of an instruction.

mode KEYWORDS;

ADD options { caseInsensitive = true; } : 'add' ;
ARG options { caseInsensitive = true; } : 'arg' ;
CMD options { caseInsensitive = true; } : 'cmd' ;
COPY options { caseInsensitive = true; } : 'copy' ;
ENTRYPOINT options { caseInsensitive = true; } : 'entrypoint' ;
ENV options { caseInsensitive = true; } : 'env' ;
EXPOSE options { caseInsensitive = true; } : 'expose' ;
FROM options { caseInsensitive = true; } : 'from' ;
HEALTHCHECK options { caseInsensitive = true; } : 'healthcheck' ;
LABEL options { caseInsensitive = true; } : 'label' ;
MAINTAINER options { caseInsensitive = true; } : 'maintainer' ;
ONBUILD options { caseInsensitive = true; } : 'onbuild' ;
RUN options { caseInsensitive = true; } : 'run' ;
SHELL options { caseInsensitive = true; } : 'shell' ;
STOPSIGNAL options { caseInsensitive = true; } : 'stopsignal' ;
USER options { caseInsensitive = true; } : 'user' ;
VOLUME options { caseInsensitive = true; } : 'volume' ;
WORKDIR options { caseInsensitive = true; } : 'workdir' ;
UNKNOWN_KEYWORD : ~[\t\u000B\f\r ]+ ;
KEYWORD_END : BLANK_CHAR+ -> channel(HIDDEN), mode(FLAGS) ;

// Flags stand between the keyword and the arguments; "--" alone ends them. They are read by bytes.

mode FLAGS;

FLAG_OPEN : '--' -> mode(FLAG) ;
FLAGS_END : '--' BYTE_SPACE -> mode(BEFORE_ARGUMENTS) ;
FLAGS_BLANK : BYTE_SPACE+ -> channel(HIDDEN) ;
ARGUMENTS : . ;

mode BEFORE_ARGUMENTS;

ARGUMENTS_BLANK : BYTE_SPACE+ -> channel(HIDDEN) ;
ARGUMENTS_AFTER_END : . -> type(ARGUMENTS) ;

// Name and value of a flag. The first equals sign ends the name, be it quoted or not.

mode FLAG;

FLAG_CHECKSUM : 'checksum' ;
FLAG_CHMOD : 'chmod' ;
FLAG_CHOWN : 'chown' ;
FLAG_DEVICE : 'device' ;
FLAG_EXCLUDE : 'exclude' ;
FLAG_FROM : 'from' ;
FLAG_INTERVAL : 'interval' ;
FLAG_KEEP_GIT_DIR : 'keep-git-dir' ;
FLAG_LINK : 'link' ;
FLAG_MOUNT : 'mount' ;
FLAG_NETWORK : 'network' ;
FLAG_PARENTS : 'parents' ;
FLAG_PLATFORM : 'platform' ;
FLAG_RETRIES : 'retries' ;
FLAG_SECURITY : 'security' ;
FLAG_START_INTERVAL : 'start-interval' ;
FLAG_START_PERIOD : 'start-period' ;
FLAG_TIMEOUT : 'timeout' ;
FLAG_UNPACK : 'unpack' ;
FLAG_TEXT : ~[\t\n\u000B\f\r \u0006\u0007'"\\=]+ ;
FLAG_EQUALS : '=' ;
FLAG_ESCAPED_EQUALS : '\\' '=' ;
FLAG_ESCAPE : '\\' .? ;
FLAG_QUOTE : '"' -> mode(FLAG_DOUBLE) ;
FLAG_SINGLE_QUOTE : '\'' -> type(FLAG_QUOTE), mode(FLAG_SINGLE) ;
FLAG_END : BYTE_SPACE+ -> channel(HIDDEN), mode(FLAGS) ;

mode FLAG_DOUBLE;

FLAG_DOUBLE_END : '"' -> type(FLAG_QUOTE), mode(FLAG) ;
FLAG_DOUBLE_EQUALS : '=' -> type(FLAG_EQUALS) ;
FLAG_DOUBLE_ESCAPED_EQUALS : '\\' '=' -> type(FLAG_ESCAPED_EQUALS) ;
FLAG_DOUBLE_ESCAPE : '\\' .? -> type(FLAG_ESCAPE) ;
FLAG_DOUBLE_TEXT : ~["\\=]+ -> type(FLAG_TEXT) ;

mode FLAG_SINGLE;

FLAG_SINGLE_END : '\'' -> type(FLAG_QUOTE), mode(FLAG) ;
FLAG_SINGLE_EQUALS : '=' -> type(FLAG_EQUALS) ;
FLAG_SINGLE_ESCAPED_EQUALS : '\\' '=' -> type(FLAG_ESCAPED_EQUALS) ;
FLAG_SINGLE_ESCAPE : '\\' .? -> type(FLAG_ESCAPE) ;
FLAG_SINGLE_TEXT : ~['\\=]+ -> type(FLAG_TEXT) ;

// ADD, COPY, VOLUME, EXPOSE, and the old form of ENV and LABEL: words between blanks, nothing quoted.

mode LIST;

LIST_BLANK : BLANK_CHAR+ -> channel(HIDDEN) ;
LIST_WORD : ~[\t\u000B\f\r ]+ ;

// The same, where the word AS has a meaning.

mode FROM_ARGUMENTS;

FROM_AS options { caseInsensitive = true; } : 'as' ;
FROM_BLANK : BLANK_CHAR+ -> channel(HIDDEN) ;
FROM_WORD : ~[\t\u000B\f\r ]+ ;

// The name of a stage, in lower case.

mode STAGE_NAMES;

STAGE_NAME : [a-z] [a-z0-9\-_.]* ;
STAGE_NAME_BROKEN : . ;

// HEALTHCHECK: the kind of check, then a command.

mode HEALTHCHECK_KIND;

CHECK_NONE options { caseInsensitive = true; } : 'none' ;
CHECK_CMD options { caseInsensitive = true; } : 'cmd' ;
CHECK_UNKNOWN : ~[\t\n\u000B\f\r \u0006\u0007]+ ;
CHECK_BLANK : BYTE_SPACE+ -> channel(HIDDEN), mode(BEFORE_ARGUMENTS) ;

// ARG, ENV, LABEL: words that may hold quotes and escapes, which stay for expansion to remove.

mode PAIRS;

PAIR_BLANK : SPACE+ ;
PAIR_EQUALS : '=' ;
PAIR_ESCAPED_EQUALS : '\\' '=' ;
PAIR_ESCAPE : '\\' CHARACTER? ;
PAIR_TEXT : (~[\t\n\u000B\f\r '"\\=\u0002\u0005\u0006] MORE_BYTES*)+ ;
PAIR_STRAY_BYTES : MORE_BYTES+ -> type(PAIR_TEXT) ;
PAIR_DOUBLE_QUOTE : '"' -> mode(PAIR_DOUBLE) ;
PAIR_SINGLE_QUOTE : '\'' -> mode(PAIR_SINGLE) ;

mode PAIR_DOUBLE;

PAIR_DOUBLE_END : '"' -> type(PAIR_DOUBLE_QUOTE), mode(PAIRS) ;
PAIR_DOUBLE_EQUALS : '=' -> type(PAIR_EQUALS) ;
PAIR_DOUBLE_ESCAPED_EQUALS : '\\' '=' -> type(PAIR_ESCAPED_EQUALS) ;
PAIR_DOUBLE_ESCAPE : '\\' CHARACTER? -> type(PAIR_ESCAPE) ;
PAIR_DOUBLE_TEXT : ~["\\=]+ -> type(PAIR_TEXT) ;

mode PAIR_SINGLE;

PAIR_SINGLE_END : '\'' -> type(PAIR_SINGLE_QUOTE), mode(PAIRS) ;
PAIR_SINGLE_EQUALS : '=' -> type(PAIR_EQUALS) ;
PAIR_SINGLE_TEXT : ~['=]+ -> type(PAIR_TEXT) ;

// JSON, for the exec form and for directives in a JSON file. What is not JSON is a JSON_ERROR.

mode JSON;

JSON_OPEN : '[' ;
JSON_CLOSE : ']' ;
JSON_OBJECT_OPEN : '{' ;
JSON_OBJECT_CLOSE : '}' ;
JSON_COMMA : ',' ;
JSON_COLON : ':' ;
JSON_QUOTE : '"' -> mode(JSON_STRING) ;
JSON_NUMBER : '-'? ('0' | [1-9] [0-9]*) ('.' [0-9]+)? ([eE] [+\-]? [0-9]+)? ;
JSON_LITERAL : 'true' | 'false' | 'null' ;
JSON_BLANK : [\t\n\r ]+ -> channel(HIDDEN) ;
JSON_ERROR : . ;

mode JSON_STRING;

JSON_STRING_END : '"' -> type(JSON_QUOTE), mode(JSON) ;
JSON_TEXT : ~["\\\u0000\u0008-\u000E]+ ;
JSON_ESCAPE : '\\' ["\\/bfnrt] ;
JSON_UNICODE : '\\u' HEX HEX HEX HEX ;
fragment HEX : [0-9a-fA-F] ;
JSON_STRING_ERROR : . -> type(JSON_ERROR) ;

// The values of --mount and --device: comma separated fields, some of them quoted.

mode CSV;

CSV_COMMA : ',' ;
CSV_OPEN : '"' -> mode(CSV_QUOTED) ;
CSV_TEXT : ~[",]+ ;

mode CSV_QUOTED;

CSV_CLOSE : '"' -> mode(CSV) ;
CSV_TWO_QUOTES : '""' ;
CSV_QUOTED_TEXT : ~["]+ ;

// One field of a mount.

mode MOUNT_OPTION;

MOUNT_TYPE options { caseInsensitive = true; } : 'type' ;
MOUNT_FROM options { caseInsensitive = true; } : 'from' ;
MOUNT_SOURCE options { caseInsensitive = true; } : 'source' | 'src' ;
MOUNT_TARGET options { caseInsensitive = true; } : 'target' | 'dst' | 'destination' ;
MOUNT_READONLY options { caseInsensitive = true; } : 'readonly' | 'ro' ;
MOUNT_READWRITE options { caseInsensitive = true; } : 'readwrite' | 'rw' ;
MOUNT_ID options { caseInsensitive = true; } : 'id' ;
MOUNT_SHARING options { caseInsensitive = true; } : 'sharing' ;
MOUNT_REQUIRED options { caseInsensitive = true; } : 'required' ;
MOUNT_SIZE options { caseInsensitive = true; } : 'size' ;
MOUNT_MODE options { caseInsensitive = true; } : 'mode' ;
MOUNT_UID options { caseInsensitive = true; } : 'uid' ;
MOUNT_GID options { caseInsensitive = true; } : 'gid' ;
MOUNT_ENV options { caseInsensitive = true; } : 'env' ;
MOUNT_UNKNOWN : ~[=]+ ;
MOUNT_EQUALS : '=' -> mode(OPTION_VALUE) ;

// One field of a device.

mode DEVICE_OPTION;

DEVICE_NAME options { caseInsensitive = true; } : 'name' ;
DEVICE_REQUIRED options { caseInsensitive = true; } : 'required' ;
DEVICE_UNKNOWN : ~[=]+ ;
DEVICE_EQUALS : '=' -> mode(OPTION_VALUE) ;

mode OPTION_VALUE;

OPTION_VARIABLE : '$' . ;
OPTION_TEXT : ~[$]+ | '$' ;

// A shell word that opens a here-document.

mode HEREDOC;

HEREDOC_DESCRIPTOR : [0-9]+ ;
HEREDOC_OPEN : '<<' -> mode(HEREDOC_DELIMITER) ;
HEREDOC_CHOMP_OPEN : '<<-' -> mode(HEREDOC_DELIMITER) ;
HEREDOC_NONE : . ;

mode HEREDOC_DELIMITER;

HEREDOC_PLAIN_NAME : [a-zA-Z0-9_]+ ;
HEREDOC_NAME : ~[<]+ ;
HEREDOC_BROKEN : '<' ;

// A directive, from its comment sign on.

mode DIRECTIVE_START;

DIRECTIVE_HASH : '#' SPACE* -> mode(DIRECTIVE) ;
DIRECTIVE_SLASHES : '//' SPACE* -> mode(DIRECTIVE) ;
DIRECTIVE_START_NONE : . -> type(DIRECTIVE_NONE) ;

mode DIRECTIVE;

DIRECTIVE_SYNTAX options { caseInsensitive = true; } : 'syntax' ;
DIRECTIVE_ESCAPE options { caseInsensitive = true; } : 'escape' ;
DIRECTIVE_CHECK options { caseInsensitive = true; } : 'check' ;
DIRECTIVE_UNKNOWN : [a-zA-Z] [a-zA-Z0-9]* ;
DIRECTIVE_EQUALS : '=' -> mode(DIRECTIVE_VALUE) ;
DIRECTIVE_BLANK : [\t\n\f\r ]+ -> channel(HIDDEN) ;
DIRECTIVE_NONE : . ;

mode DIRECTIVE_VALUE;

DIRECTIVE_WORD : ~[\t\n\f\r ]+ ;
DIRECTIVE_VALUE_BLANK : [\t\n\f\r ]+ ;

// Shell words: what expansion reads. Modes are pushed where a construct nests in another.

mode WORD;

WORD_MARK : '\u000F' MORE_BYTES* -> channel(HIDDEN) ;
WORD_DOUBLE_OPEN : '"' -> pushMode(WORD_DOUBLE) ;
WORD_SINGLE : '\'' ~[']* '\'' ;
WORD_SINGLE_OPEN : '\'' ~[']* ;
WORD_ESCAPE : '\\' CHARACTER? ;
WORD_VARIABLE : '$' NAME ;
WORD_BRACE : '${' -> pushMode(SUBSTITUTION) ;
WORD_DOLLAR : '$' -> type(WORD_TEXT) ;
WORD_HEREDOC : '<<' [\t\r ]* ;
WORD_SPACE : SPACE+ ;
WORD_TEXT : (~[\t\n\u000B\f\r "'\\$<\u0002\u0005\u0006\u000F] MORE_BYTES*)+ ;
WORD_LESS : '<' -> type(WORD_TEXT) ;
WORD_STRAY_BYTES : MORE_BYTES+ -> type(WORD_TEXT) ;

fragment NAME : DIGIT+ | [@*#?\-$!] | LETTER (LETTER | DIGIT)* ;
fragment LETTER : [a-zA-Z_] | '\u0003' MORE_BYTES* ;
fragment DIGIT : [0-9] | '\u0004' MORE_BYTES* ;

mode WORD_DOUBLE;

WORD_DOUBLE_CLOSE : '"' -> popMode ;
WORD_DOUBLE_ESCAPE : '\\' ["$\\]? ;
WORD_DOUBLE_VARIABLE : '$' NAME -> type(WORD_VARIABLE) ;
WORD_DOUBLE_BRACE : '${' -> type(WORD_BRACE), pushMode(SUBSTITUTION) ;
WORD_DOUBLE_DOLLAR : '$' -> type(WORD_TEXT) ;
WORD_DOUBLE_TEXT : ~["\\$]+ -> type(WORD_TEXT) ;

// Behind "${": a name, then what to do with its value.

mode SUBSTITUTION;

SUBSTITUTION_BAD : [{}:] ;
SUBSTITUTION_NAME : NAME -> mode(SUBSTITUTION_OPERATOR) ;
SUBSTITUTION_UNNAMED_DEFAULT : [+] -> type(SUBSTITUTION_MODIFIER), mode(SUBSTITUTION_WORD) ;
SUBSTITUTION_UNNAMED_TRIM : '%' '%'? -> type(SUBSTITUTION_TRIM), mode(SUBSTITUTION_WORD) ;
SUBSTITUTION_UNNAMED_REPLACE : '/' '/'? -> type(SUBSTITUTION_REPLACE), mode(SUBSTITUTION_PATTERN) ;
SUBSTITUTION_UNNAMED_UNSUPPORTED : CHARACTER -> type(SUBSTITUTION_UNSUPPORTED) ;

mode SUBSTITUTION_OPERATOR;

SUBSTITUTION_CLOSE : '}' -> popMode ;
SUBSTITUTION_MODIFIER : ':'? [+\-?] -> mode(SUBSTITUTION_WORD) ;
SUBSTITUTION_TRIM : ('#' '#'? | '%' '%'?) -> mode(SUBSTITUTION_WORD) ;
SUBSTITUTION_COLON_TRIM : ':' [#%] ;
SUBSTITUTION_COLON_OTHER : ':' CHARACTER? -> mode(SUBSTITUTION_WORD) ;
SUBSTITUTION_REPLACE : '/' '/'? -> mode(SUBSTITUTION_PATTERN) ;
SUBSTITUTION_UNSUPPORTED : CHARACTER ;

// The word of "${name:-word}": like a shell word, up to the closing brace.

mode SUBSTITUTION_WORD;

SUBSTITUTION_WORD_CLOSE : '}' -> type(SUBSTITUTION_CLOSE), popMode ;
SUBSTITUTION_WORD_DOUBLE : '"' -> type(WORD_DOUBLE_OPEN), pushMode(WORD_DOUBLE) ;
SUBSTITUTION_WORD_SINGLE : '\'' ~[']* '\'' -> type(WORD_SINGLE) ;
SUBSTITUTION_WORD_SINGLE_OPEN : '\'' ~[']* -> type(WORD_SINGLE_OPEN) ;
SUBSTITUTION_WORD_ESCAPE : '\\' CHARACTER? -> type(WORD_ESCAPE) ;
SUBSTITUTION_WORD_VARIABLE : '$' NAME -> type(WORD_VARIABLE) ;
SUBSTITUTION_WORD_BRACE : '${' -> type(WORD_BRACE), pushMode(SUBSTITUTION) ;
SUBSTITUTION_WORD_DOLLAR : '$' -> type(WORD_TEXT) ;
SUBSTITUTION_WORD_TEXT : ~["'\\$}]+ -> type(WORD_TEXT) ;

// The pattern of "${name/pattern/replacement}", up to the slash.

mode SUBSTITUTION_PATTERN;

SUBSTITUTION_SLASH : '/' -> mode(SUBSTITUTION_WORD) ;
SUBSTITUTION_PATTERN_DOUBLE : '"' -> type(WORD_DOUBLE_OPEN), pushMode(WORD_DOUBLE) ;
SUBSTITUTION_PATTERN_SINGLE : '\'' ~[']* '\'' -> type(WORD_SINGLE) ;
SUBSTITUTION_PATTERN_SINGLE_OPEN : '\'' ~[']* -> type(WORD_SINGLE_OPEN) ;
SUBSTITUTION_PATTERN_ESCAPE : '\\' CHARACTER? -> type(WORD_ESCAPE) ;
SUBSTITUTION_PATTERN_VARIABLE : '$' NAME -> type(WORD_VARIABLE) ;
SUBSTITUTION_PATTERN_BRACE : '${' -> type(WORD_BRACE), pushMode(SUBSTITUTION) ;
SUBSTITUTION_PATTERN_DOLLAR : '$' -> type(WORD_TEXT) ;
SUBSTITUTION_PATTERN_TEXT : ~["'\\$/]+ -> type(WORD_TEXT) ;
