namespace Relay.Local.Host;

/// <summary>Why a host no longer serves.</summary>
public enum HostStopReason
{
    /// <summary>The owner disposed of it.</summary>
    Disposed,

    /// <summary>The program left with exit code 0, which the Functions host does not restart: HTTP answers 503, triggers are silent.</summary>
    ProgramExited,

    /// <summary>The program crashed three times, each within 30 minutes of the crash before. The platform would start the host anew.</summary>
    ProgramCrashedRepeatedly,
}
