using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Transport.Front;
using Relay.Local.Bus.Wire;
using Outcome = Relay.Local.Bus.Engine.Outcome;

namespace Relay.Local.Bus.Transport;

/// <summary>Takes the messages of one sender link; each transfer is settled when its messages are on disk.</summary>
internal sealed class SendNode(BusQueue queue, ReceivingAmqpLink link, ILogger logger)
{
    private readonly IntakeGauge _intake = BrokerConnection.Of(link).Intake;
    private readonly LateTransfers _late = new(link);

    public void Handle(AmqpMessage transfer)
    {
        if (_late.Drop(transfer))
            return;
        try
        {
            var bytes = TransferBytes.Length(transfer);
            if (bytes > queue.Description.MaxMessageSizeInKilobytes * 1024)
            {
                Settle(transfer, Outcome.MessageTooLarge);
                return;
            }
            IReadOnlyList<IncomingMessage> messages = transfer.MessageFormat == MessageBatch.Format
                ? TransferBytes.Read(transfer, MessageBatch.Parse)
                : [IncomingMessage.Parse(TransferBytes.Take(transfer))];
            Send(transfer, messages, bytes);
        }
        catch (AmqpFormatException e)
        {
            Dispose(transfer, new Rejected { Error = new Error { Condition = AmqpErrorCode.DecodeError, Description = e.Message } });
        }
    }

    private void Send(AmqpMessage transfer, IReadOnlyList<IncomingMessage> messages, int bytes)
    {
        _intake.Taken(bytes);
        try
        {
            queue.Send(messages, (outcome, _) =>
            {
                _intake.Done(bytes);
                Settle(transfer, outcome);
            });
        }
        catch
        {
            _intake.Done(bytes);
            throw;
        }
    }

    private void Settle(AmqpMessage transfer, Outcome outcome) => Dispose(
        transfer, outcome == Outcome.Done ? new Accepted() : new Rejected { Error = Conditions.ToError(outcome) });

    private void Dispose(AmqpMessage transfer, DeliveryState state) => LinkGuard.Answer(link, logger, () =>
    {
        try
        {
            if (!transfer.Settled)
                link.DisposeMessage(transfer, state, settled: true, batchable: false);
        }
        finally
        {
            // A link that is gone takes no answer, and must not keep the bytes.
            transfer.Dispose();
        }
    });
}
