echo job > /job
