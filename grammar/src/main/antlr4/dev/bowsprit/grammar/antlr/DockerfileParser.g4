/*
 * The rules of a Dockerfile's instructions. Each start rule (head, listArguments, jsonArray, …) reads
 * one part of a logical line in the lexer mode of that part, so decisions are short and a broken part
 * breaks no other. Shell words have no rule: they nest without limit, and the lexer's mode stack gives
 * their structure.
 */
parser grammar DockerfileParser;

options { tokenVocab = DockerfileLexer; }

// Up to the first byte of the arguments. What is no flag of the instruction is one all the same, of
// pieces.
head
    : ADD addFlag* arguments
    | COPY copyFlag* arguments
    | FROM fromFlag* arguments
    | HEALTHCHECK healthcheckFlag* arguments
    | RUN runFlag* arguments
    | (ARG | CMD | ENTRYPOINT | ENV | EXPOSE | LABEL | MAINTAINER | ONBUILD | SHELL | STOPSIGNAL | USER
        | VOLUME | WORKDIR | UNKNOWN_KEYWORD) otherFlag* arguments
    ;

arguments : FLAGS_END? ARGUMENTS? ;

addFlag : FLAG_OPEN addFlagName? flagRest ;
addFlagName
    : FLAG_CHECKSUM | FLAG_CHMOD | FLAG_CHOWN | FLAG_EXCLUDE | FLAG_KEEP_GIT_DIR | FLAG_LINK
    | FLAG_UNPACK
    ;

copyFlag : FLAG_OPEN copyFlagName? flagRest ;
copyFlagName : FLAG_CHMOD | FLAG_CHOWN | FLAG_EXCLUDE | FLAG_FROM | FLAG_LINK | FLAG_PARENTS ;

fromFlag : FLAG_OPEN fromFlagName? flagRest ;
fromFlagName : FLAG_PLATFORM ;

healthcheckFlag : FLAG_OPEN healthcheckFlagName? flagRest ;
healthcheckFlagName
    : FLAG_INTERVAL | FLAG_RETRIES | FLAG_START_INTERVAL | FLAG_START_PERIOD | FLAG_TIMEOUT
    ;

runFlag : FLAG_OPEN runFlagName? flagRest ;
runFlagName : FLAG_DEVICE | FLAG_MOUNT | FLAG_NETWORK | FLAG_SECURITY ;

otherFlag : FLAG_OPEN flagRest ;

flagRest : flagName? (flagEquals flagValue?)? ;
flagEquals : FLAG_EQUALS | FLAG_ESCAPED_EQUALS ;
flagName
    : ( FLAG_TEXT | FLAG_ESCAPE | FLAG_QUOTE
      | FLAG_CHECKSUM | FLAG_CHMOD | FLAG_CHOWN | FLAG_DEVICE | FLAG_EXCLUDE | FLAG_FROM | FLAG_INTERVAL
      | FLAG_KEEP_GIT_DIR | FLAG_LINK | FLAG_MOUNT | FLAG_NETWORK | FLAG_PARENTS | FLAG_PLATFORM
      | FLAG_RETRIES | FLAG_SECURITY | FLAG_START_INTERVAL | FLAG_START_PERIOD | FLAG_TIMEOUT
      | FLAG_UNPACK
      )+
    ;
flagValue
    : ( FLAG_TEXT | FLAG_ESCAPE | FLAG_QUOTE | FLAG_EQUALS | FLAG_ESCAPED_EQUALS
      | FLAG_CHECKSUM | FLAG_CHMOD | FLAG_CHOWN | FLAG_DEVICE | FLAG_EXCLUDE | FLAG_FROM | FLAG_INTERVAL
      | FLAG_KEEP_GIT_DIR | FLAG_LINK | FLAG_MOUNT | FLAG_NETWORK | FLAG_PARENTS | FLAG_PLATFORM
      | FLAG_RETRIES | FLAG_SECURITY | FLAG_START_INTERVAL | FLAG_START_PERIOD | FLAG_TIMEOUT
      | FLAG_UNPACK
      )+
    ;

// A shell's command, and what WORKDIR, USER, STOPSIGNAL and MAINTAINER take: the whole text.
text : TEXT? EOF ;

listArguments : LIST_WORD* EOF ;

// The old form of ENV and LABEL; the value is the rest of the line.
spacedPair : LIST_WORD LIST_WORD+ EOF ;

fromArguments : fromWord (FROM_AS fromWord)? EOF ;
fromWord : FROM_WORD | FROM_AS ;

stageName : STAGE_NAME EOF ;

healthcheckKind : (CHECK_NONE | CHECK_CMD | CHECK_UNKNOWN) ARGUMENTS? ;

// One word of ARG, ENV or LABEL, with the blanks behind it.
pair : (pairName (pairEquals pairValue?)? | pairEquals pairValue?) PAIR_BLANK? ;
pairEquals : PAIR_EQUALS | PAIR_ESCAPED_EQUALS ;
pairName : (PAIR_TEXT | PAIR_ESCAPE | PAIR_DOUBLE_QUOTE | PAIR_SINGLE_QUOTE)+ ;
pairValue
    : ( PAIR_TEXT | PAIR_ESCAPE | PAIR_DOUBLE_QUOTE | PAIR_SINGLE_QUOTE | PAIR_EQUALS
      | PAIR_ESCAPED_EQUALS
      )+
    ;

jsonArray : jsonList EOF ;
jsonDocument : jsonObject EOF ;
jsonValue : jsonString | JSON_NUMBER | JSON_LITERAL | jsonList | jsonObject ;
jsonList : JSON_OPEN (jsonValue (JSON_COMMA jsonValue)*)? JSON_CLOSE ;
jsonObject : JSON_OBJECT_OPEN (jsonMember (JSON_COMMA jsonMember)*)? JSON_OBJECT_CLOSE ;
jsonMember : jsonString JSON_COLON jsonValue ;
jsonString : JSON_QUOTE (JSON_TEXT | JSON_ESCAPE | JSON_UNICODE)* JSON_QUOTE ;

csv : csvField (CSV_COMMA csvField)* EOF ;
csvField : CSV_TEXT? | CSV_OPEN (CSV_QUOTED_TEXT | CSV_TWO_QUOTES)* CSV_CLOSE ;

mountOption : mountKey? (MOUNT_EQUALS optionValue)? EOF ;
mountKey
    : MOUNT_TYPE | MOUNT_FROM | MOUNT_SOURCE | MOUNT_TARGET | MOUNT_READONLY | MOUNT_READWRITE
    | MOUNT_ID | MOUNT_SHARING | MOUNT_REQUIRED | MOUNT_SIZE | MOUNT_MODE | MOUNT_UID | MOUNT_GID
    | MOUNT_ENV | MOUNT_UNKNOWN
    ;

deviceOption : deviceKey? (DEVICE_EQUALS optionValue)? EOF ;
deviceKey : DEVICE_NAME | DEVICE_REQUIRED | DEVICE_UNKNOWN ;

optionValue : (OPTION_TEXT | OPTION_VARIABLE)* ;

heredoc
    : HEREDOC_DESCRIPTOR? (HEREDOC_OPEN | HEREDOC_CHOMP_OPEN) (HEREDOC_PLAIN_NAME | HEREDOC_NAME) EOF
    ;

directive
    : (DIRECTIVE_HASH | DIRECTIVE_SLASHES)
      (DIRECTIVE_SYNTAX | DIRECTIVE_ESCAPE | DIRECTIVE_CHECK | DIRECTIVE_UNKNOWN) DIRECTIVE_EQUALS
      (DIRECTIVE_WORD | DIRECTIVE_VALUE_BLANK)+ EOF
    ;
