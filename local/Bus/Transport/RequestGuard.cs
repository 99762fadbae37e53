using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Transport;

/// <summary>
/// Stands before a node whose requests the AMQP library decodes whole: one that is not sound, or nested so deeply that the
/// decoder's recursion would end the process, is rejected unseen.
/// </summary>
internal static class RequestGuard
{
    /// <summary>Room for the request around what it carries, in bytes.</summary>
    public const int Envelope = 64 * 1024;

    /// <summary>Levels of a request; those the clients send have less than ten.</summary>
    private const int Depth = 32;

    /// <summary>Gives the requests of a link to their node.</summary>
    public static void Register(ReceivingAmqpLink requests, Action<AmqpMessage> handle, ILogger logger)
    {
        var late = new LateTransfers(requests);
        requests.RegisterMessageListener(request =>
        {
            if (!late.Drop(request))
                Give(requests, request, handle, logger);
        });
    }

    private static void Give(ReceivingAmqpLink requests, AmqpMessage request, Action<AmqpMessage> handle, ILogger logger)
    {
        if (Fault(request) is not { } fault)
        {
            handle(request);
            return;
        }
        LinkGuard.Answer(requests, logger, () =>
        {
            requests.DisposeMessage(request, new Rejected { Error = new Error { Condition = AmqpErrorCode.DecodeError, Description = fault } }, true, false);
            request.Dispose();
        });
    }

    private static string? Fault(AmqpMessage request)
    {
        try
        {
            ReadOnlySpan<byte> data = TransferBytes.Copy(request);
            MessageSections.Scan(data);
            for (var offset = 0; offset < data.Length;)
                offset = AmqpShape.Check(data, offset, Depth);
            return null;
        }
        catch (AmqpFormatException e)
        {
            return e.Message;
        }
    }
}
