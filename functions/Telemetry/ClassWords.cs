using Relay.Functions.Queue;

namespace Relay.Functions.Telemetry;

/// <summary>The words of classes in tags.</summary>
internal static class ClassWords
{
    public static string Of(EnvelopeClass envelopeClass) => envelopeClass switch
    {
        EnvelopeClass.Normal => "normal",
        EnvelopeClass.Urgent => "urgent",
        _ => "ephemeral",
    };
}
